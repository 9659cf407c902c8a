// One task: what it says, its state, what it waits for and what waits for it, its history; choosing its status.

import { findTask } from '../../../../domain/task/task.state.ts';
import { TASK_PRIORITIES, TASK_STATUSES, type Task, type TaskId } from '../../../../domain/task/task.ts';
import type { AppModel } from '../../app/app-model.ts';
import type { OverlayOf } from '../../app/ui-state.ts';
import type { LogEntry } from '../../transcript/transcript.ts';
import { HEADING, MUTED, oneLine, SUBTLE, span } from '../pieces.ts';
import { TASK_MARKS, timeOfDay } from '../words.ts';
import { bodyOf, EMPTY_LINE, type OverlayBox, type OverlayLine, paragraph } from './overlay-box.ts';

export function taskOverlay(model: AppModel, { id }: OverlayOf<'task'>, width: number): OverlayBox {
  const task = findTask(model.session.tasks, id);
  return {
    title: id,
    head: [],
    editor: null,
    body: bodyOf(task ? details(model, task, width) : paragraph('There is no such task.', width, MUTED)),
    choosing: false,
    hints: ['close', 'task-status', 'priority-up', 'edit-task', 'copy'],
  };
}

export function taskStatusOverlay(model: AppModel, { id }: OverlayOf<'task-status'>): OverlayBox {
  const current = findTask(model.session.tasks, id)?.status;
  const lines = TASK_STATUSES.map((status): OverlayLine => {
    const { icon, word, style } = TASK_MARKS[status];
    const now = status === current ? span(' (now)', MUTED) : span('');
    return { line: [span(`${icon} ${word}`, style), now], action: { type: 'set-status', id, status } };
  });
  return {
    title: `Status of ${id}`,
    head: [],
    editor: null,
    body: bodyOf(lines),
    choosing: true,
    hints: ['close', 'choose'],
  };
}

/** `Priority 0 1 [2] 3 4`; a click on a number gives it. */
function priorityWords(priority: number): string {
  return TASK_PRIORITIES.map((p) => (p === priority ? `[${p}]` : ` ${p} `)).join('');
}

function details(model: AppModel, task: Task, width: number): OverlayLine[] {
  const { icon, word, style } = TASK_MARKS[task.status];
  const all = [...model.session.tasks.tasks.values()];
  const before = task.dependsOn.flatMap((id) => findTask(model.session.tasks, id) ?? []);
  const after = all.filter(({ dependsOn }) => dependsOn.includes(task.id));
  return [
    ...paragraph(task.content, width, { fg: 'text', bold: true }),
    EMPTY_LINE,
    {
      line: [span('Status    ', SUBTLE), span(`${icon} ${word}`, style)],
      action: { type: 'command', name: 'task-status' },
    },
    {
      line: [span('Priority ', SUBTLE), span(priorityWords(task.priority))],
      action: { type: 'command', name: 'priority-up' },
    },
    ...related('Depends on', before),
    ...related('Needed by', after),
    EMPTY_LINE,
    { line: [span('History', HEADING)] },
    ...history(model.transcript.log, task.id),
  ];
}

function related(title: string, tasks: readonly Task[]): OverlayLine[] {
  const head: OverlayLine[] = [EMPTY_LINE, { line: [span(title, HEADING)] }];
  if (tasks.length === 0) return [...head, { line: [span('  nothing', MUTED)] }];
  const lines = tasks.map(({ id, status, content }): OverlayLine => {
    const { icon, word, style } = TASK_MARKS[status];
    const words = span(` ${id} ${word} `, SUBTLE);
    return {
      line: [span(`  ${icon}`, style), words, span(oneLine(content))],
      action: { type: 'open-task', id },
    };
  });
  return [...head, ...lines];
}

/** As far back as the log goes. */
function history(log: readonly LogEntry[], id: TaskId): OverlayLine[] {
  const about = new RegExp(`\\b${id}\\b`);
  const entries = log.filter(({ kind, text }) => kind === 'task' && about.test(text));
  if (entries.length === 0) return [{ line: [span('  nothing in the log', MUTED)] }];
  return entries.map(({ time, action, text }) => ({
    line: [span(`  ${timeOfDay(time)} `, MUTED), span(`${oneLine(action)} `, SUBTLE), span(oneLine(text))],
  }));
}
