// Defines an overlay: one object in its own file, listed in registry.ts. No code switches over the kinds.
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { AppModel } from '../model/app-model.ts';
import type { CommandName, KeyContext } from '../model/keymap.ts';
import type { Step } from '../model/step.ts';
import type { Overlay, OverlayKind, OverlayOf } from '../model/ui-state.ts';
import type { OverlayContent } from './overlay-content.ts';

/** An overlay with the name of a command. The command opens it, or tells the user why it cannot. */
interface Opening {
  open(model: AppModel): Step;
}

export type OverlayDefinition<Kind extends OverlayKind> = Behaviour<Kind> &
  (Kind extends CommandName ? Opening : object);

interface Behaviour<Kind extends OverlayKind> {
  /** The width inside the frame, if the screen is wide enough. */
  readonly width: number;
  /** The key contexts that apply in addition to those of every overlay, in order of precedence. */
  readonly keys: readonly KeyContext[];
  /** Set if it has an `editor`, for one line or several. A click outside does not close an overlay with several lines. */
  readonly text?: 'line' | 'lines';
  /** `top` for an overlay that changes its height while the user types, so that it does not move. */
  readonly place?: 'top';
  /** Keeps it scrolled to its end while it grows. */
  readonly followsEnd?: true;
  content(model: AppModel, overlay: OverlayOf<Kind>, width: number): OverlayContent;
  /** Returns the command for the entered text, which is trimmed. The overlay closes. */
  submit?(overlay: OverlayOf<Kind>, text: string): SessionCommand;
  /** Returns the overlay with the next or previous option, which wraps around at the ends. */
  withOption?(overlay: OverlayOf<Kind>, by: -1 | 1): OverlayOf<Kind>;
  /** Returns the overlay with the next field to write in. */
  withField?(overlay: OverlayOf<Kind>): OverlayOf<Kind>;
  /** Returns the text to submit, if it is not that of the editor. */
  textOf?(overlay: OverlayOf<Kind>): string;
  /** Returns why the form cannot be submitted; undefined if it can. */
  problem?(model: AppModel, overlay: OverlayOf<Kind>): string | undefined;
  /** Called when the text has changed. */
  typed?(model: AppModel, overlay: OverlayOf<Kind>): AppModel;
  /** Called when the overlay was closed without a choice. */
  cancelled?(model: AppModel, overlay: OverlayOf<Kind>): AppModel;
}

/** Overlays with a text editor. */
export type WritingOverlay = Extract<Overlay, { readonly editor: unknown }>;

export function isWriting(overlay: Overlay): overlay is WritingOverlay {
  return 'editor' in overlay;
}
