// The lists of the sidebar as rows: titles take two rows while there is room for all of them.
import type { Note } from '../../../domain/note/note.ts';
import { titleLines } from '../canvas/title-lines.ts';
import type { AppModel } from '../model/app-model.ts';
import { orderedNotes } from '../model/lists.ts';
import { type RowList, rowList } from '../model/row-list.ts';
import { CLOSED, type TaskEntry, taskEntries } from '../model/task-entries.ts';
import { taskMarks } from '../model/task-marks.ts';
import { drawerInset, layoutOf } from './layout.ts';
import { perModel } from './per-model.ts';

/** The rows that a title may take. */
const TITLE_ROWS = 2;
/** The column of the selection's bar, and that of the scroll bar. */
const EDGES = 2;
/** A status symbol, or that of a note, and the space after it. */
export const SYMBOL_WIDTH = 2;

type Entry = { readonly id: string };

interface Fit {
  readonly width: number;
  readonly rows: number;
  readonly list: RowList<Entry>;
}

interface TitleLook<Item> {
  readonly titleOf: (item: Item) => string;
  /** The width in which its first row ends. */
  readonly widthOf: (item: Item) => number;
  readonly width: number;
  readonly rows: number;
  /** Whether the title may take two rows although there is no room for all. */
  readonly isWhole: (item: Item) => boolean;
}

const known = new WeakMap<readonly Entry[], Fit>();

export const taskRows = perModel((model: AppModel): RowList<TaskEntry> => {
  const { session, ui } = model;
  const { tasks, listRows } = layoutOf(model);
  const entries = taskEntries(session.tasks, session.proof, ui.taskFilter);
  const width = listWidth(model, tasks.width) - SYMBOL_WIDTH - idWidth(entries);
  return fitted(entries, {
    titleOf: (entry) => ('task' in entry ? entry.task.content : ''),
    widthOf: (entry) => titleWidth(width, 'task' in entry ? taskMarks(session, entry.task) : []),
    width,
    rows: listRows.tasks,
    isWhole: (entry) => 'task' in entry && entry.task.status === 'in_progress',
  });
});

export const noteRows = perModel((model: AppModel): RowList<Note> => {
  const { notes, listRows } = layoutOf(model);
  const width = listWidth(model, notes.width) - SYMBOL_WIDTH;
  return fitted(orderedNotes(model.session.notes), {
    titleOf: ({ content }) => content,
    widthOf: () => width,
    width,
    rows: listRows.notes,
    isWhole: () => false,
  });
});

/** Returns the columns for ids and a space, so that titles begin in the same column. */
export function idWidth(entries: readonly TaskEntry[]): number {
  return entries.reduce((most, { id }) => (id === CLOSED ? most : Math.max(most, id.length)), 0) + 1;
}

/** Returns the columns for a title beside its marks. */
export function titleWidth(width: number, marks: readonly unknown[]): number {
  return Math.max(0, width - (marks.length === 0 ? 0 : marks.length + 1));
}

function listWidth(model: AppModel, width: number): number {
  return width - drawerInset(layoutOf(model)) - EDGES;
}

function fitted<Item extends Entry>(items: readonly Item[], look: TitleLook<Item>): RowList<Item> {
  const { width, rows } = look;
  const last = known.get(items);
  if (last?.width === width && last.rows === rows) return last.list as RowList<Item>;
  const list = computed(items, look);
  known.set(items, { width, rows, list });
  return list;
}

function computed<Item extends Entry>(items: readonly Item[], look: TitleLook<Item>): RowList<Item> {
  const { rows, titleOf, widthOf, isWhole } = look;
  const heightOf = (item: Item): number => titleLines(titleOf(item), widthOf(item), TITLE_ROWS).length;
  if (items.length < rows) {
    const whole = rowList(items, heightOf);
    if ((whole.starts.at(-1) ?? 0) <= rows) return whole;
  }
  return rowList(items, (item) => (isWhole(item) ? heightOf(item) : 1));
}
