// What an overlay is: one object in its own file, listed in registry.ts. Nothing switches over the kinds.
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { AppModel } from '../model/app-model.ts';
import type { CommandName, KeyContext } from '../model/keymap.ts';
import type { Step } from '../model/step.ts';
import type { Overlay, OverlayKind, OverlayOf } from '../model/ui-state.ts';
import type { OverlayContent } from './overlay-content.ts';

/** The command that has the name of an overlay opens it, or says why it cannot. */
interface Opening {
  open(model: AppModel): Step;
}

export type OverlayDefinition<Kind extends OverlayKind> = Behaviour<Kind> &
  (Kind extends CommandName ? Opening : object);

interface Behaviour<Kind extends OverlayKind> {
  /** Columns inside of the frame, where the screen has them. */
  readonly width: number;
  /** Whose keys count in it, beside those of every overlay; the first ones first. */
  readonly keys: readonly KeyContext[];
  /** It has an `editor`: for a single line, or for several, which a click beside the overlay does not close. */
  readonly text?: 'line' | 'lines';
  /** `top` for one that changes its height while the user types: it stays where it is. */
  readonly place?: 'top';
  /** It stays at its end when it grows. */
  readonly followsEnd?: true;
  content(model: AppModel, overlay: OverlayOf<Kind>, width: number): OverlayContent;
  /** The command for the text that was written, without spaces at its ends. The overlay closes. */
  submit?(overlay: OverlayOf<Kind>, text: string): SessionCommand;
  /** The next or previous option, from one end to the other. */
  withOption?(overlay: OverlayOf<Kind>, by: -1 | 1): OverlayOf<Kind>;
  /** The text has changed. */
  typed?(model: AppModel, overlay: OverlayOf<Kind>): AppModel;
  /** It was closed without a choice. */
  cancelled?(model: AppModel, overlay: OverlayOf<Kind>): AppModel;
}

/** Overlays with a text editor. */
export type WritingOverlay = Extract<Overlay, { readonly editor: unknown }>;

export function isWriting(overlay: Overlay): overlay is WritingOverlay {
  return 'editor' in overlay;
}
