// Updates a choice page for keys, clicks and the wheel.

import type { ChoicePage, Option } from '../../../application/ports/guide.port.ts';
import { editLine } from '../editor/editor-keys.ts';
import { type EditorState, EMPTY_EDITOR } from '../editor/text-editor.ts';
import type { TerminalEvent } from '../terminal/terminal.ts';
import { type ChoiceRow, choiceLayout, choiceRows } from './choice-rows.ts';
import { inSight, type ListSize, scrolledBy } from './choice-scroll.ts';
import type { ChoiceState, PageStep } from './guide-model.ts';
import type { PageLayout } from './page-layout.ts';

type Step = PageStep<ChoiceState>;

export function openChoice(page: ChoicePage): ChoiceState {
  const { options } = page;
  const state: ChoiceState = {
    kind: 'choice',
    page,
    loading: 'running',
    options: [],
    typed: page.custom === undefined ? [] : page.selected.filter((value) => value !== ''),
    marked: page.several ? page.selected : [],
    query: EMPTY_EDITOR,
    at: 0,
    top: 0,
    typing: null,
  };
  return typeof options === 'function' ? state : withOptions(state, options, 'done');
}

/** Sets the options. Moves the cursor to the selected one, unless the user has started to filter. */
export function withOptions(
  state: ChoiceState,
  options: readonly Option[],
  loading: ChoiceState['loading'],
): ChoiceState {
  const next = { ...state, options, loading };
  return state.query.text === '' ? onRowOf(next, state.page.selected[0]) : { ...next, at: 0, top: 0 };
}

/** Returns the current choice, which the page hands on when the user goes back. */
export function chosenNow(state: ChoiceState): readonly string[] {
  if (state.page.several) return state.marked;
  const row = choiceRows(state)[state.at];
  return row?.kind === 'option' ? [row.option.value] : state.page.selected;
}

export function choiceKey(state: ChoiceState, event: TerminalEvent, layout: PageLayout): Step {
  if (state.typing) return typingKey({ ...state, typing: state.typing }, event);
  const key = event.type === 'key' ? event.name : '';
  const rows = choiceRows(state);
  const action = actionOf(state, key);
  if (action) return act(rows[state.at], action);
  if (key === 'enter') return accept(state, rows[state.at]);
  if (key === 'space' && state.page.several) return mark(state, rows[state.at]);
  const size = listSize(state, layout);
  const move = (state.page.filter ? MOVES : PLAIN_MOVES).get(key);
  if (move) return inSight({ ...state, at: move(state.at, size.height, rows.length) }, rows, size);
  if (!state.page.filter) return state;
  const query = editLine(state.query, event);
  if (!query) return state;
  const next = filtered(state, query);
  return inSight(next, choiceRows(next), size);
}

/** Chooses the clicked row, or marks it if the page allows several. */
export function choiceClick(state: ChoiceState, index: number): Step {
  const row = choiceRows(state)[index];
  const there = { ...state, at: index };
  if (state.page.actions) return there;
  return state.page.several && row?.kind === 'option' ? mark(there, row) : accept(there, row);
}

/** Scrolls the list and keeps the cursor visible. */
export function choiceScroll(state: ChoiceState, lines: number, layout: PageLayout): ChoiceState {
  return scrolledBy(state, choiceRows(state), lines, listSize(state, layout));
}

/** Moves the cursor onto a row and makes the row visible. Runs after every message. */
export function boundedChoice(state: ChoiceState, layout: PageLayout): ChoiceState {
  return inSight(state, choiceRows(state), listSize(state, layout));
}

function listSize(state: ChoiceState, layout: PageLayout): ListSize {
  const { width, height } = choiceLayout(state, layout).list;
  return { width, height: Math.max(1, height) };
}

type Move = (at: number, height: number, count: number) => number;

const MOVES: ReadonlyMap<string, Move> = new Map<string, Move>([
  ['down', (at) => at + 1],
  ['ctrl+n', (at) => at + 1],
  ['tab', (at) => at + 1],
  ['up', (at) => at - 1],
  ['ctrl+p', (at) => at - 1],
  ['shift+tab', (at) => at - 1],
  ['pagedown', (at, height) => at + Math.max(1, height - 1)],
  ['pageup', (at, height) => at - Math.max(1, height - 1)],
  ['home', () => 0],
  ['end', (_, __, count) => count - 1],
]);
/** On pages without a filter, letters move too. */
const PLAIN_MOVES: ReadonlyMap<string, Move> = new Map<string, Move>([
  ...MOVES,
  ['j', (at) => at + 1],
  ['k', (at) => at - 1],
  ['g', () => 0],
  ['G', (_, __, count) => count - 1],
]);

function accept(state: ChoiceState, row: ChoiceRow | undefined): Step {
  if (row?.kind === 'retry') return { kind: 'reload' };
  if (row?.kind === 'custom')
    return row.value === '' ? { ...state, typing: EMPTY_EDITOR } : take(state, row.value);
  if (state.page.several)
    return state.loading === 'running' ? state : { kind: 'ended', values: state.marked };
  return row ? { kind: 'ended', values: [row.option.value] } : state;
}

function actionOf({ page: { actions = [] } }: ChoiceState, key: string): string | undefined {
  const action = actions.find((other) => other.key === key) ?? (key === 'enter' ? actions[0] : undefined);
  return action?.value;
}

/** Ends the page with an action and, unless the list is empty, the row under the cursor. */
function act(row: ChoiceRow | undefined, action: string): Step {
  return { kind: 'ended', values: row?.kind === 'option' ? [action, row.option.value] : [action] };
}

function mark(state: ChoiceState, row: ChoiceRow | undefined): Step {
  if (row?.kind !== 'option') return row ? accept(state, row) : state;
  const { value } = row.option;
  const isMarked = state.marked.includes(value);
  const marked = isMarked ? state.marked.filter((other) => other !== value) : [...state.marked, value];
  return { ...state, marked };
}

/** Chooses a typed value, or adds it to the marked ones if the page allows several. */
function take(state: ChoiceState, value: string): Step {
  if (!state.page.several) return { kind: 'ended', values: [value] };
  const typed = [...new Set([...state.typed, value])];
  const marked = [...new Set([...state.marked, value])];
  return onRowOf({ ...state, typed, marked, typing: null, query: EMPTY_EDITOR }, value);
}

function typingKey(state: ChoiceState & { readonly typing: EditorState }, event: TerminalEvent): Step {
  const value = state.typing.text.trim();
  if (event.type === 'key' && event.name === 'enter') return value === '' ? state : take(state, value);
  return { ...state, typing: editLine(state.typing, event) ?? state.typing };
}

/** Applies the filter. The cursor goes to the best match. */
function filtered(state: ChoiceState, query: EditorState): ChoiceState {
  const next = { ...state, query };
  if (query.text.trim() === state.query.text.trim()) return next;
  return query.text.trim() === '' ? onRowOf(next, chosenNow(state)[0]) : { ...next, at: 0, top: 0 };
}

function onRowOf(state: ChoiceState, value: string | undefined): ChoiceState {
  const at = choiceRows(state).findIndex((row) => row.kind === 'option' && row.option.value === value);
  return { ...state, at: Math.max(0, at) };
}
