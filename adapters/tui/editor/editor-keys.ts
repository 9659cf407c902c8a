// Maps keys to editing operations, for every text editor.

import type { TerminalEvent } from '../terminal/terminal.ts';
import {
  backspace,
  clearLine,
  deleteNext,
  deleteWordAfter,
  deleteWordBefore,
  type EditorState,
  killToEnd,
  left,
  paste,
  right,
  toLineEnd,
  toLineStart,
  typeText,
  undo,
  vertical,
  wordLeft,
  wordRight,
} from './text-editor.ts';

type Operation = (editor: EditorState) => EditorState;

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['left', left],
  ['ctrl+b', left],
  ['right', right],
  ['ctrl+f', right],
  ['ctrl+left', wordLeft],
  ['alt+left', wordLeft],
  ['alt+b', wordLeft],
  ['ctrl+right', wordRight],
  ['alt+right', wordRight],
  ['alt+f', wordRight],
  ['home', toLineStart],
  ['ctrl+a', toLineStart],
  ['end', toLineEnd],
  ['ctrl+e', toLineEnd],
  ['backspace', backspace],
  ['shift+backspace', backspace],
  ['delete', deleteNext],
  ['ctrl+d', deleteNext],
  ['ctrl+w', deleteWordBefore],
  ['alt+backspace', deleteWordBefore],
  ['ctrl+backspace', deleteWordBefore],
  ['alt+d', deleteWordAfter],
  ['ctrl+delete', deleteWordAfter],
  ['ctrl+k', killToEnd],
  ['ctrl+u', clearLine],
  ['alt+z', undo],
  ['ctrl+_', undo],
  ['ctrl+/', undo],
]);

/** Describes the keys above for the help. */
export const EDITOR_HELP: readonly (readonly [keys: string, does: string])[] = [
  ['← → ctrl+b ctrl+f', 'move by a character'],
  ['ctrl+← ctrl+→ alt+b alt+f', 'move by a word'],
  ['↑ ↓', 'move by a row; at the first and last row of the input, go through sent messages'],
  ['home end ctrl+a ctrl+e', 'go to the beginning or end of the line'],
  ['backspace delete ctrl+d', 'delete a character'],
  ['ctrl+w alt+backspace alt+d', 'delete a word'],
  ['ctrl+k', 'delete to the end of the line'],
  ['ctrl+u', 'clear the line; pressed again, the whole text'],
  ['alt+z ctrl+_', 'undo'],
];

/** The keys that start a new line in every text of several lines. Where Enter does not submit the text, it does too. */
export const NEW_LINE_KEYS: readonly string[] = ['alt+enter', 'ctrl+j', 'shift+enter'];
const LINE_ENDS: ReadonlySet<string> = new Set([...NEW_LINE_KEYS, 'enter']);

/** Returns a text of one line after this key or paste, undefined if the event has no meaning in it. */
export function editLine(editor: EditorState, event: TerminalEvent): EditorState | undefined {
  const typed = event.type === 'paste' ? { ...event, text: event.text.replace(/\s+/g, ' ') } : event;
  return editKey(editor, typed, Number.MAX_SAFE_INTEGER);
}

/** Returns a text of several lines, wrapped at `width`, after this key or paste, undefined if it has no meaning there. */
export function editLines(editor: EditorState, event: TerminalEvent, width: number): EditorState | undefined {
  const isLineEnd = event.type === 'key' && LINE_ENDS.has(event.name);
  return editKey(editor, isLineEnd ? { type: 'paste', text: '\n' } : event, width);
}

function editKey(editor: EditorState, event: TerminalEvent, width: number): EditorState | undefined {
  if (event.type === 'paste') return paste(editor, event.text);
  if (event.type !== 'key') return undefined;
  if (event.name === 'up') return vertical(editor, -1, width);
  if (event.name === 'down') return vertical(editor, 1, width);
  if (event.text !== '') return typeText(editor, event.text);
  return OPERATIONS.get(event.name)?.(editor);
}
