// The state of a text editor as a value, and the operations on it. They move and delete whole graphemes.

import { sanitize } from '../canvas/sanitize.ts';
import { graphemeAt } from '../canvas/width.ts';
import { editorLines, indexAt, placeOf } from './editor-lines.ts';

export interface EditorState {
  readonly text: string;
  /** Index into the text, always between two graphemes. */
  readonly cursor: number;
  /** The column that moving up and down tries to keep. */
  readonly goal: number | null;
  readonly undo: readonly Snapshot[];
  /** The kind of the last change: several of one kind in a row are one step to undo. */
  readonly last: 'type' | 'delete' | 'clear' | null;
}

interface Snapshot {
  readonly text: string;
  readonly cursor: number;
}

const UNDO_STEPS = 200;
const WORD = /[\p{L}\p{N}\p{M}_]/u;

export const EMPTY_EDITOR: EditorState = { text: '', cursor: 0, goal: null, undo: [], last: null };

export function editorOf(text: string): EditorState {
  const clean = sanitize(text);
  return { ...EMPTY_EDITOR, text: clean, cursor: clean.length };
}

/** Types a character. Undo removes a whole typed word in one step. */
export function typeText(editor: EditorState, text: string): EditorState {
  const clean = sanitize(text);
  if (clean === '') return editor;
  const continues = editor.last === 'type' && WORD.test(clean);
  return { ...replaced(editor, editor.cursor, editor.cursor, clean, continues), last: 'type' };
}

/** Inserts a pasted text. Undo removes it in one step, whatever its size. */
export function paste(editor: EditorState, text: string): EditorState {
  const clean = sanitize(text);
  return clean === '' ? editor : replaced(editor, editor.cursor, editor.cursor, clean);
}

export function backspace(editor: EditorState): EditorState {
  return deleted(editor, before(editor.text, editor.cursor), editor.cursor);
}

export function deleteNext(editor: EditorState): EditorState {
  return deleted(editor, editor.cursor, after(editor.text, editor.cursor));
}

export function deleteWordBefore(editor: EditorState): EditorState {
  return deleted(editor, wordBefore(editor.text, editor.cursor), editor.cursor);
}

export function deleteWordAfter(editor: EditorState): EditorState {
  return deleted(editor, editor.cursor, wordAfter(editor.text, editor.cursor));
}

/** Deletes to the end of the line. At the end of a line, deletes the line end. */
export function killToEnd(editor: EditorState): EditorState {
  const end = lineEnd(editor);
  return deleted(editor, editor.cursor, end === editor.cursor ? Math.min(end + 1, editor.text.length) : end);
}

/** Clears the line. The second time in a row, clears the whole text. */
export function clearLine(editor: EditorState): EditorState {
  const isAgain = editor.last === 'clear';
  const [from, to] = isAgain ? [0, editor.text.length] : [lineStart(editor), lineEnd(editor)];
  return { ...(from === to ? editor : replaced(editor, from, to, '')), last: 'clear' };
}

/** Returns the number of lines, as `3 lines`; '' for a single one. */
export function lineCount({ text }: EditorState): string {
  const count = text.split('\n').length;
  return count > 1 ? `${count} lines` : '';
}

export function undo(editor: EditorState): EditorState {
  const snapshot = editor.undo.at(-1);
  return snapshot ? { ...snapshot, goal: null, last: null, undo: editor.undo.slice(0, -1) } : editor;
}

export function left(editor: EditorState): EditorState {
  return moved(editor, before(editor.text, editor.cursor));
}

export function right(editor: EditorState): EditorState {
  return moved(editor, after(editor.text, editor.cursor));
}

export function wordLeft(editor: EditorState): EditorState {
  return moved(editor, wordBefore(editor.text, editor.cursor));
}

export function wordRight(editor: EditorState): EditorState {
  return moved(editor, wordAfter(editor.text, editor.cursor));
}

export function toLineStart(editor: EditorState): EditorState {
  return moved(editor, lineStart(editor));
}

export function toLineEnd(editor: EditorState): EditorState {
  return moved(editor, lineEnd(editor));
}

/** Moves the cursor to this index, or to the next valid one if it is inside a grapheme or past the end of the text. */
export function placeCursor(editor: EditorState, index: number): EditorState {
  return moved(editor, boundary(editor.text, Math.min(index, editor.text.length)));
}

/** Moves one row up or down in the text wrapped at this width. Returns undefined if there is no such row. */
export function vertical(editor: EditorState, by: -1 | 1, width: number): EditorState | undefined {
  const { text, cursor } = editor;
  const lines = editorLines(text, width);
  const place = placeOf(lines, text, cursor, width);
  const row = place.row + by;
  if (row < 0 || row >= lines.length) return undefined;
  const goal = editor.goal ?? place.column;
  return { ...moved(editor, indexAt(lines, text, { row, column: goal })), goal };
}

function moved(editor: EditorState, cursor: number): EditorState {
  return { ...editor, cursor, goal: null, last: null };
}

function deleted(editor: EditorState, from: number, to: number): EditorState {
  if (from === to) return editor;
  return { ...replaced(editor, from, to, '', editor.last === 'delete'), last: 'delete' };
}

function replaced(editor: EditorState, from: number, to: number, by: string, continues = false): EditorState {
  const { text, cursor } = editor;
  const steps = continues ? editor.undo : [...editor.undo.slice(1 - UNDO_STEPS), { text, cursor }];
  const whole = text.slice(0, from) + by + text.slice(to);
  return { text: whole, cursor: boundary(whole, from + by.length), goal: null, undo: steps, last: null };
}

/** Returns the next grapheme boundary: inserted text may have joined with the following text. */
function boundary(text: string, index: number): number {
  let at = searchStart(text, index);
  while (at < index) at = graphemeAt(text, at) >>> 2;
  return at;
}

function before(text: string, index: number): number {
  let at = searchStart(text, index);
  for (let next = at; next < index; next = graphemeAt(text, next) >>> 2) at = next;
  return at;
}

function after(text: string, index: number): number {
  return index >= text.length ? text.length : graphemeAt(text, index) >>> 2;
}

/** Returns a grapheme boundary before the index: a grapheme never spans two ASCII characters. */
function searchStart(text: string, index: number): number {
  for (let at = index - 1; at > 0; at--) {
    if (isAscii(text.charCodeAt(at - 1)) && isAscii(text.charCodeAt(at))) return at;
  }
  return 0;
}

function isAscii(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || code === 0x0a;
}

function wordBefore(text: string, index: number): number {
  let at = index;
  let inWord = false;
  while (at > 0) {
    const previous = before(text, at);
    const isWord = WORD.test(text.slice(previous, at));
    if (inWord && !isWord) break;
    inWord = isWord;
    at = previous;
  }
  return at;
}

function wordAfter(text: string, index: number): number {
  let at = index;
  while (at < text.length && !WORD.test(text.slice(at, after(text, at)))) at = after(text, at);
  while (at < text.length && WORD.test(text.slice(at, after(text, at)))) at = after(text, at);
  return at;
}

function lineStart({ text, cursor }: EditorState): number {
  return cursor === 0 ? 0 : text.lastIndexOf('\n', cursor - 1) + 1;
}

function lineEnd({ text, cursor }: EditorState): number {
  const end = text.indexOf('\n', cursor);
  return end === -1 ? text.length : end;
}
