// Draws the sidebar: the logo, the tasks and the notes.

import { standingOf } from '../../../application/session/task-report.ts';
import type { Note } from '../../../domain/note/note.ts';
import { isJudged } from '../../../domain/proof/proof.state.ts';
import { unsatisfiedDependencies } from '../../../domain/task/dependency-graph.ts';
import { DEFAULT_PRIORITY, type Task } from '../../../domain/task/task.ts';
import type { Rect } from '../canvas/canvas.ts';
import {
  ACCENT,
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
import { textWidth } from '../canvas/width.ts';
import type { Layout } from '../layout/layout.ts';
import type { AppModel } from '../model/app-model.ts';
import { orderedNotes, orderedTasks, taskCounts } from '../model/lists.ts';
import { noteMark, STANDING_STYLES, TASK_MARKS } from '../model/marks.ts';
import type { UiAction } from '../model/ui-action.ts';
import type { View } from './view.ts';

const WHEEL_LINES = 3;
const NAME = 'iteratr';

export function drawSidebar(screen: View, model: AppModel, layout: Layout): void {
  if (layout.sidebarMode === 'drawer') drawDrawer(screen, layout.sidebar);
  const inset = layout.sidebarMode === 'drawer' ? 2 : 0;
  if (layout.logo.height > 0) drawLogo(screen.part(inner(layout.logo, inset)));
  drawTasks(screen.part(inner(layout.tasks, inset)), model);
  drawNotes(screen.part(inner(layout.notes, inset)), model);
}

function drawDrawer(screen: View, rect: Rect): void {
  screen.fill({ bg: 'surface' }, rect);
  for (let y = 0; y < rect.height; y++) screen.text(rect.x, y, '│', { fg: 'accent' });
  screen.hit(rect, { type: 'nothing' });
}

function drawLogo(view: View): void {
  const style = { fg: 'overlay' } as const;
  const rule = '─'.repeat(Math.max(0, view.width - 2));
  view.text(0, 0, `╭${rule}╮`, style);
  view.text(0, 1, '│', style);
  view.text(view.width - 1, 1, '│', style);
  view.text(0, 2, `╰${rule}╯`, style);
  view.text((view.width - NAME.length) >> 1, 1, NAME, ACCENT);
}

function drawTasks(view: View, model: AppModel): void {
  const { session, ui } = model;
  const tasks = orderedTasks(session.tasks);
  const { completed } = taskCounts(session.tasks);
  const focused = ui.focus === 'tasks';
  drawTitle(view, 'Tasks', focused, `${completed}/${tasks.length}`);
  drawList(view, {
    items: tasks,
    top: ui.tasks.top,
    selected: ui.tasks.selected,
    focused,
    empty: 'No tasks yet.',
    focus: { type: 'focus', pane: 'tasks' },
    wheel: (direction) => ({ type: 'scroll', target: 'tasks', lines: direction * WHEEL_LINES }),
    line: (task, width) => taskLine(model, task, width),
    click: ({ id }) => ({ type: 'click-task', id }),
  });
}

function drawNotes(view: View, { session, ui }: AppModel): void {
  const notes = orderedNotes(session.notes);
  const focused = ui.focus === 'notes';
  drawTitle(view, 'Notes', focused, notes.length > 0 ? String(notes.length) : '');
  drawList(view, {
    items: notes,
    top: ui.notes.top,
    selected: ui.notes.selected,
    focused,
    empty: 'No notes yet.',
    focus: { type: 'focus', pane: 'notes' },
    wheel: (direction) => ({ type: 'scroll', target: 'notes', lines: direction * WHEEL_LINES }),
    line: noteLine,
    click: ({ id }) => ({ type: 'click-note', id }),
  });
}

interface ListLook<Item extends { readonly id: string }> {
  readonly items: readonly Item[];
  readonly top: number;
  readonly selected: string | null;
  readonly focused: boolean;
  readonly empty: string;
  readonly focus: UiAction;
  readonly wheel: (direction: -1 | 1) => UiAction;
  readonly line: (item: Item, width: number) => StyledLine;
  readonly click: (item: Item) => UiAction;
}

function drawList<Item extends { readonly id: string }>(view: View, look: ListLook<Item>): void {
  const rows = Math.max(0, view.height - 1);
  view.hit({ x: 0, y: 0, width: view.width, height: view.height }, look.focus, look.wheel);
  if (look.items.length === 0) view.text(1, 1, cut(look.empty, view.width - 2), MUTED);
  const top = clamp(look.top, 0, Math.max(0, look.items.length - rows));
  for (const [row, item] of look.items.slice(top, top + rows).entries()) {
    const rect = { x: 0, y: row + 1, width: view.width - 1, height: 1 };
    const selected = item.id === look.selected;
    const line = look.line(item, rect.width - 2);
    if (selected) {
      const background = { bg: look.focused ? 'selection' : 'surface' } as const;
      view.fill(background, rect);
      view.text(0, rect.y, '▌', { fg: look.focused ? 'accent' : 'muted', ...background });
      view.line(1, rect.y, withBackground(line, background), rect.width - 1);
    } else view.line(1, rect.y, line, rect.width - 1);
    view.hit(rect, look.click(item), look.wheel);
  }
  drawScrollbar(view, 1, rows, { top, total: look.items.length });
}

/** Returns a line such as `► TAS-4 Write the parser  after TAS-2 [P4]`. */
function taskLine({ session }: AppModel, task: Task, width: number): StyledLine {
  const { symbol, style } = TASK_MARKS[task.status];
  const closed = task.status === 'completed' || task.status === 'cancelled';
  const waits = closed ? [] : unsatisfiedDependencies(session.tasks, task);
  const more = waits.length > 1 ? `+${waits.length - 1}` : '';
  const standing = isJudged(session.proof) ? standingOf(task, session.proof) : undefined;
  const needsLook = standing === 'doubtful' || standing === 'returned';
  const remarks = [
    ...(needsLook ? [span(` ${standing}`, STANDING_STYLES[standing])] : []),
    ...(waits.length > 0 ? [span(` after ${waits[0]}${more}`, { fg: 'warning' })] : []),
    ...(task.priority !== DEFAULT_PRIORITY && !closed ? [span(` [P${task.priority}]`, ACCENT)] : []),
  ];
  const head = `${symbol} ${task.id} `;
  const room = width - textWidth(head) - remarks.reduce((sum, { text }) => sum + textWidth(text), 0);
  const words = cut(oneLine(task.content), Math.max(0, room));
  const gap = ' '.repeat(Math.max(0, room - textWidth(words)));
  const textStyle = closed ? MUTED : task.status === 'in_progress' ? { bold: true } : {};
  return [
    span(`${symbol} `, style),
    span(`${task.id} `, SUBTLE),
    span(words, textStyle),
    span(gap),
    ...remarks,
  ];
}

function noteLine(note: Note): StyledLine {
  const { symbol, style } = noteMark(note.type);
  return [span(`${symbol} `, style), span(oneLine(note.content))];
}

function inner(rect: Rect, inset: number): Rect {
  return { ...rect, x: rect.x + inset, width: Math.max(0, rect.width - inset) };
}
