// What an overlay shows, as a value: drawing, scrolling and choosing are the same for all of them.
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { Style, StyledLine } from '../canvas/style.ts';
import { wrapText } from '../canvas/wrap.ts';
import type { EditorState } from '../editor/text-editor.ts';
import type { CommandName } from '../model/keymap.ts';
import type { UiAction } from '../model/ui-action.ts';

export interface OverlayLine {
  readonly line: StyledLine;
  /** What a click on it means, and Enter when it is the current choice. */
  readonly action?: UiAction;
}

/** Lines that are made when they are looked at. */
export interface OverlayBody {
  readonly length: number;
  at(index: number): OverlayLine;
}

export interface OverlayContent {
  readonly title: string;
  /** Do not scroll. */
  readonly head: readonly OverlayLine[];
  readonly editor: { readonly state: EditorState; readonly rows: number; readonly label: string } | null;
  readonly body: OverlayBody;
  /** Every line of the body is a choice: choosing one closes the overlay and does what its action says. */
  readonly choosing: boolean;
  readonly hints: readonly CommandName[];
}

export const SMALL = 52;
export const MEDIUM = 76;
export const WIDE = 104;
export const LARGE = 132;
export const NO_BODY: OverlayBody = bodyOf([]);

export function bodyOf(lines: readonly OverlayLine[]): OverlayBody {
  return { length: lines.length, at: (index) => lines[index] ?? { line: [] } };
}

/** Untrusted text of any length, wrapped. */
export function paragraph(text: string, width: number, style: Style = {}): OverlayLine[] {
  return wrapText(sanitize(text), width).map((line) => ({ line: [{ text: line, style }] }));
}

export const EMPTY_LINE: OverlayLine = { line: [] };

/** The action that asks for a command of the session. */
export function execute(command: SessionCommand): UiAction {
  return { type: 'ask', effect: { type: 'execute', command } };
}
