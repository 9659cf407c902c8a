// Updates a text page and a form of several fields.

import type { FormPage, TextPage } from '../../../application/ports/guide.port.ts';
import { clamp } from '../canvas/scrolling.ts';
import { editLine, editLines } from '../editor/editor-keys.ts';
import { type EditorState, editorOf } from '../editor/text-editor.ts';
import type { TerminalEvent } from '../terminal/terminal.ts';
import type { FormState, PageStep, TextState } from './guide-model.ts';

/** The columns of the prompt before the text and of the cursor after it. */
const BESIDE_TEXT = 3;
const SUBMIT: ReadonlySet<string> = new Set(['ctrl+s', 'ctrl+enter']);

export function openText(page: TextPage): TextState {
  return { kind: 'text', page, editor: editorOf(page.value), tried: false };
}

export function openForm(page: FormPage): FormState {
  return {
    kind: 'form',
    page,
    editors: page.fields.map(({ value }) => editorOf(value)),
    focus: 0,
    tried: false,
  };
}

export function textKey(state: TextState, event: TerminalEvent, width: number): PageStep<TextState> {
  const { page, editor } = state;
  const key = event.type === 'key' ? event.name : '';
  if (SUBMIT.has(key) || (key === 'enter' && page.rows === 1)) {
    const isRight = page.check(editor.text) === undefined;
    return isRight ? { kind: 'ended', values: [editor.text] } : { ...state, tried: true };
  }
  if (page.rows === 1) return { ...state, editor: editLine(editor, event) ?? editor };
  return { ...state, editor: editLines(editor, event, Math.max(2, width - BESIDE_TEXT)) ?? editor };
}

/** Returns what is wrong with the text of a page, undefined until the user has tried to submit it. */
export function textProblem({ page, editor, tried }: TextState): string | undefined {
  return tried ? page.check(editor.text) : undefined;
}

export function formKey(state: FormState, event: TerminalEvent): PageStep<FormState> {
  const key = event.type === 'key' ? event.name : '';
  if (key === 'enter' || SUBMIT.has(key)) return submitted(state);
  const by = FIELD_MOVES.get(key);
  if (by !== undefined) return moved(state, by);
  const editor = state.editors[state.focus];
  const next = editor && editLine(editor, event);
  return next ? withEditor(state, state.focus, next) : state;
}

export function withEditor(state: FormState, field: number, editor: EditorState): FormState {
  return {
    ...state,
    focus: field,
    editors: state.editors.map((old, index) => (index === field ? editor : old)),
  };
}

/** Returns what is wrong with a field, if it has been changed or the user has tried to submit the form. */
export function fieldProblem({ page, editors, tried }: FormState, index: number): string | undefined {
  const field = page.fields[index];
  const text = editors[index]?.text ?? '';
  return field && (tried || text !== field.value) ? field.check(text) : undefined;
}

const FIELD_MOVES: ReadonlyMap<string, 1 | -1> = new Map<string, 1 | -1>([
  ['tab', 1],
  ['down', 1],
  ['shift+tab', -1],
  ['up', -1],
]);

/** Moves the focus to the next or previous field and wraps around. */
function moved(state: FormState, by: 1 | -1): FormState {
  const count = state.editors.length;
  return { ...state, focus: count === 0 ? 0 : (state.focus + by + count) % count };
}

/** Submits the form. If a field is wrong, moves the cursor there instead. */
function submitted(state: FormState): PageStep<FormState> {
  const tried = { ...state, tried: true };
  const wrong = state.page.fields.findIndex((_, index) => fieldProblem(tried, index) !== undefined);
  if (wrong < 0) return { kind: 'ended', values: state.editors.map(({ text }) => text) };
  return { ...tried, focus: clamp(wrong, 0, state.editors.length - 1) };
}
