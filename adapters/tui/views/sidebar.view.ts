// Draws the sidebar: the header, the tasks and the notes.
import type { Note } from '../../../domain/note/note.ts';
import { isOpen, type Task } from '../../../domain/task/task.ts';
import type { Rect } from '../canvas/canvas.ts';
import {
  cut,
  drawScrollbar,
  drawTitle,
  MUTED,
  oneLine,
  SUBTLE,
  span,
  withBackground,
} from '../canvas/pieces.ts';
import { clamp } from '../canvas/scrolling.ts';
import type { StyledLine } from '../canvas/style.ts';
import { titleLines } from '../canvas/title-lines.ts';
import { textWidth } from '../canvas/width.ts';
import { drawerInset, type Layout } from '../layout/layout.ts';
import { idWidth, noteRows, SYMBOL_WIDTH, taskRows, titleWidth } from '../layout/list-rows.ts';
import type { AppModel } from '../model/app-model.ts';
import { taskCounts } from '../model/lists.ts';
import { DOUBTFUL_MARK, noteMark, TASK_MARKS } from '../model/marks.ts';
import { entryAtRow, type RowList, totalRows } from '../model/row-list.ts';
import type { ClosedEntry } from '../model/task-entries.ts';
import { isDoubtful, taskMarks } from '../model/task-marks.ts';
import type { UiAction } from '../model/ui-action.ts';
import { drawHeader } from './header.view.ts';
import type { View } from './view.ts';
import { drawWorkerList } from './worker-list.view.ts';

const WHEEL_LINES = 3;

export function drawSidebar(screen: View, model: AppModel, layout: Layout): void {
  if (layout.sidebarMode === 'drawer') drawDrawer(screen, layout.sidebar);
  const inset = drawerInset(layout);
  if (layout.header.height > 0) drawHeader(screen.part(inner(layout.header, inset + 1)), model);
  drawWorkerList(screen.part(inner(layout.workerList, inset)), model, layout.sidebar.height);
  drawTasks(screen.part(inner(layout.tasks, inset)), model);
  drawNotes(screen.part(inner(layout.notes, inset)), model);
}

function drawDrawer(screen: View, rect: Rect): void {
  screen.fill({ bg: 'surface' }, rect);
  for (let y = 0; y < rect.height; y++) screen.text(rect.x, y, '│', { fg: 'accent' });
  screen.hit(rect, { type: 'nothing' });
}

function drawTasks(view: View, model: AppModel): void {
  const { session, ui } = model;
  const { completed } = taskCounts(session.tasks);
  const list = taskRows(model);
  const ids = idWidth(list.items);
  const { query } = ui.taskFilter;
  const total = `${completed}/${session.tasks.tasks.size}`;
  drawTitle(
    view,
    'Tasks',
    ui.focus === 'tasks',
    query === ''
      ? total
      : `“${cut(oneLine(query), 16)}” · ${list.items.length} of ${session.tasks.tasks.size}`,
  );
  drawList(view, {
    list,
    state: ui.tasks,
    focused: ui.focus === 'tasks',
    empty: query === '' ? 'No tasks yet.' : 'No task contains this.',
    focus: { type: 'focus', pane: 'tasks' },
    wheel: (direction) => ({ type: 'scroll', target: 'tasks', lines: direction * WHEEL_LINES }),
    lines: (entry, width, rows) =>
      'task' in entry
        ? taskLines(model, entry.task, { width, rows, ids })
        : [closedLine(entry, ui.taskFilter.opened)],
    click: ({ id }) => ({ type: 'click-task', id }),
  });
}

function drawNotes(view: View, model: AppModel): void {
  const { ui } = model;
  const list = noteRows(model);
  const { length } = list.items;
  drawTitle(view, 'Notes', ui.focus === 'notes', length > 0 ? String(length) : '');
  drawList(view, {
    list,
    state: ui.notes,
    focused: ui.focus === 'notes',
    empty: 'No notes yet.',
    focus: { type: 'focus', pane: 'notes' },
    wheel: (direction) => ({ type: 'scroll', target: 'notes', lines: direction * WHEEL_LINES }),
    lines: noteLines,
    click: ({ id }) => ({ type: 'click-note', id }),
  });
}

interface ListLook<Item extends { readonly id: string }> {
  readonly list: RowList<Item>;
  readonly state: { readonly top: number; readonly selected: string | null };
  readonly focused: boolean;
  readonly empty: string;
  readonly focus: UiAction;
  readonly wheel: (direction: -1 | 1) => UiAction;
  readonly lines: (item: Item, width: number, rows: number) => readonly StyledLine[];
  readonly click: (item: Item) => UiAction;
}

function drawList<Item extends { readonly id: string }>(view: View, look: ListLook<Item>): void {
  const { list, state } = look;
  const rows = Math.max(0, view.height - 1);
  view.hit({ x: 0, y: 0, width: view.width, height: view.height }, look.focus, look.wheel);
  if (list.items.length === 0) view.text(1, 1, cut(look.empty, view.width - 2), MUTED);
  const total = totalRows(list);
  const top = clamp(state.top, 0, Math.max(0, total - rows));
  const body = view.part({ x: 0, y: 1, width: view.width, height: rows });
  for (let at = entryAtRow(list, top); at < list.items.length; at++) {
    const item = list.items[at];
    const start = list.starts[at] ?? total;
    if (!item || start >= top + rows) break;
    drawEntry(body, look, item, start - top, (list.starts[at + 1] ?? start + 1) - start);
  }
  drawScrollbar(view, 1, rows, { top, total });
}

function drawEntry<Item extends { readonly id: string }>(
  body: View,
  { state, focused, lines, click, wheel }: ListLook<Item>,
  item: Item,
  y: number,
  height: number,
): void {
  const rect = { x: 0, y, width: body.width - 1, height };
  const selected = item.id === state.selected;
  const background = { bg: focused ? 'selection' : 'surface' } as const;
  if (selected) body.fill(background, rect);
  for (const [row, line] of lines(item, rect.width - 1, height).entries()) {
    if (selected) body.text(0, y + row, '▌', { fg: focused ? 'accent' : 'muted', ...background });
    body.line(1, y + row, selected ? withBackground(line, background) : line, rect.width - 1);
  }
  body.hit(rect, click(item), wheel);
}

interface TaskLook {
  readonly width: number;
  readonly rows: number;
  /** The width of the column with the ids. */
  readonly ids: number;
}

/** Returns rows such as `○ TAS-4 Write the parser    ▲◷`. */
function taskLines({ session }: AppModel, task: Task, { width, rows, ids }: TaskLook): readonly StyledLine[] {
  const mark = isDoubtful(session, task) ? DOUBTFUL_MARK : TASK_MARKS[task.status];
  const marks = taskMarks(session, task);
  const head = SYMBOL_WIDTH + ids;
  const style = isOpen(task) ? (task.status === 'in_progress' ? { bold: true } : {}) : MUTED;
  const room = titleWidth(width - head, marks);
  return titleLines(task.content, room, rows).map((words, row) => {
    if (row > 0) return [span(' '.repeat(head)), span(cut(words, width - head), style)];
    const text = cut(words, room);
    const gap = ' '.repeat(Math.max(0, width - head - textWidth(text) - marks.length));
    return [
      span(`${mark.symbol} `, mark.style),
      span(task.id.padEnd(ids), SUBTLE),
      span(text, style),
      span(gap),
      ...marks,
    ];
  });
}

/** Returns the entry behind which the closed tasks are: `✓ 5 done · ✗ 1 cancelled ▸`. */
function closedLine({ completed, cancelled }: ClosedEntry, isOpened: boolean): StyledLine {
  const done = completed === 0 ? [] : [span(`${TASK_MARKS.completed.symbol} ${completed} done`, MUTED)];
  const gone = cancelled === 0 ? [] : [span(`${TASK_MARKS.cancelled.symbol} ${cancelled} cancelled`, MUTED)];
  const between = completed > 0 && cancelled > 0 ? [span('  ')] : [];
  return [...done, ...between, ...gone, span(isOpened ? ' ▾' : ' ▸', MUTED)];
}

function noteLines(note: Note, width: number, rows: number): readonly StyledLine[] {
  const { symbol, style } = noteMark(note.type);
  return titleLines(note.content, width - SYMBOL_WIDTH, rows).map((words, row) => [
    span(row === 0 ? `${symbol} ` : ' '.repeat(SYMBOL_WIDTH), style),
    span(cut(words, width - SYMBOL_WIDTH)),
  ]);
}

function inner(rect: Rect, inset: number): Rect {
  return { ...rect, x: rect.x + inset, width: Math.max(0, rect.width - inset) };
}
