// The content of an overlay as a value, so that all overlays share drawing, scrolling and choosing.
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { Style, StyledLine } from '../canvas/style.ts';
import { wrapText } from '../canvas/wrap.ts';
import type { EditorState } from '../editor/text-editor.ts';
import type { CommandName } from '../model/keymap.ts';
import type { UiAction } from '../model/ui-action.ts';

export interface OverlayLine {
  readonly line: StyledLine;
  /** The action of a click on the line, and of Enter if it is the current choice. */
  readonly action?: UiAction;
}

/** Lines that are computed on demand. */
export interface OverlayBody {
  readonly length: number;
  at(index: number): OverlayLine;
}

export interface OverlayContent {
  readonly title: string;
  /** Lines at the top that do not scroll. */
  readonly head: readonly OverlayLine[];
  readonly editor: { readonly state: EditorState; readonly rows: number; readonly label: string } | null;
  readonly body: OverlayBody;
  /** Whether the lines of the body are choices. Choosing one closes the overlay and runs its action. */
  readonly choosing: boolean;
  readonly hints: readonly CommandName[];
}

export const SMALL = 52;
export const MEDIUM = 76;
export const LARGE = 132;
export const NO_BODY: OverlayBody = bodyOf([]);

export function bodyOf(lines: readonly OverlayLine[]): OverlayBody {
  return { length: lines.length, at: (index) => lines[index] ?? { line: [] } };
}

/** Returns untrusted text of any length as wrapped lines. */
export function paragraph(text: string, width: number, style: Style = {}): OverlayLine[] {
  return wrapText(sanitize(text), width).map((line) => ({ line: [{ text: line, style }] }));
}

export const EMPTY_LINE: OverlayLine = { line: [] };

/** Returns the action that executes a command of the session. */
export function execute(command: SessionCommand): UiAction {
  return { type: 'ask', effect: { type: 'execute', command } };
}
