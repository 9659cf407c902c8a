// The overlay that shows one task with status, priority, dependencies and history.
import { taskReport } from '../../../application/session/task-report.ts';
import { fileNames } from '../../../application/wording/declared-files.ts';
import { evidenceLine } from '../../../application/wording/evidence-wording.ts';
import type { TaskEvidence } from '../../../domain/proof/evidence.ts';
import { isJudged, type ProofState } from '../../../domain/proof/proof.state.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import { TASK_PRIORITIES, type Task, type TaskId } from '../../../domain/task/task.ts';
import { timeOfDay } from '../canvas/clock.ts';
import { HEADING, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { AppModel } from '../model/app-model.ts';
import { STANDING_STYLES, TASK_MARKS } from '../model/marks.ts';
import type { LogEntry } from '../transcript/transcript.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, EMPTY_LINE, MEDIUM, type OverlayLine, paragraph } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    task: { readonly id: TaskId };
  }
}

export const TASK: OverlayDefinition<'task'> = {
  width: MEDIUM,
  keys: ['task', 'reading'],
  content(model, { id }, width) {
    const task = findTask(model.session.tasks, id);
    return {
      title: id,
      head: [],
      editor: null,
      body: bodyOf(task ? details(model, task, width) : paragraph('This task does not exist.', width, MUTED)),
      choosing: false,
      hints: [
        'close',
        'task-status',
        ...(task?.status === 'completed' ? (['accept-task'] as const) : []),
        'priority-up',
        'edit-task',
        'copy',
      ],
    };
  },
};

/** Returns all priorities with the current one in brackets: ` 0  1 [2] 3  4 `. */
function priorityWords(priority: number): string {
  return TASK_PRIORITIES.map((p) => (p === priority ? `[${p}]` : ` ${p} `)).join('');
}

function details(model: AppModel, task: Task, width: number): OverlayLine[] {
  const { symbol, word, style } = TASK_MARKS[task.status];
  const all = [...model.session.tasks.tasks.values()];
  const before = task.dependsOn.flatMap((id) => findTask(model.session.tasks, id) ?? []);
  const after = all.filter(({ dependsOn }) => dependsOn.includes(task.id));
  return [
    ...paragraph(task.content, width, { fg: 'text', bold: true }),
    EMPTY_LINE,
    {
      line: [span('Status    ', SUBTLE), span(`${symbol} ${word}`, style)],
      action: { type: 'command', name: 'task-status' },
    },
    {
      line: [span('Priority ', SUBTLE), span(priorityWords(task.priority))],
      action: { type: 'command', name: 'priority-up' },
    },
    ...proofLines(model, task, width),
    ...fileLines(task, width),
    ...related('Depends on', before),
    ...related('Needed by', after),
    EMPTY_LINE,
    { line: [span('History', HEADING)] },
    ...history(model.transcript.log, task.id),
  ];
}

/** Shows the files that the task declares, nothing for none. */
function fileLines({ files }: Task, width: number): OverlayLine[] {
  if (files.length === 0) return [];
  return [
    EMPTY_LINE,
    { line: [span('Files', HEADING)] },
    ...paragraph(`  ${oneLine(fileNames(files))}`, width, SUBTLE),
  ];
}

/** Says what is proven about a completed or returned task, and by what evidence; nothing if nothing was judged. */
function proofLines({ session: { proof } }: AppModel, task: Task, width: number): OverlayLine[] {
  const report = isJudged(proof) ? taskReport(task, proof, evidenceOf(proof, task.id)) : undefined;
  if (!report) return [];
  const { standing, why, evidence } = report;
  const about = why === '' ? '' : `: ${oneLine(why)}`;
  return [
    EMPTY_LINE,
    { line: [span('Proof     ', SUBTLE), span(standing, STANDING_STYLES[standing]), span(about)] },
    ...paragraph(evidenceLine(evidence, oneLine), width, MUTED),
  ];
}

function evidenceOf({ evidence }: ProofState, task: TaskId): TaskEvidence | undefined {
  return evidence.find(({ id }) => id === task);
}

function related(title: string, tasks: readonly Task[]): OverlayLine[] {
  const head: OverlayLine[] = [EMPTY_LINE, { line: [span(title, HEADING)] }];
  if (tasks.length === 0) return [...head, { line: [span('  none', MUTED)] }];
  const lines = tasks.map(({ id, status, content }): OverlayLine => {
    const { symbol, word, style } = TASK_MARKS[status];
    const words = span(` ${id} ${word} `, SUBTLE);
    return {
      line: [span(`  ${symbol}`, style), words, span(oneLine(content))],
      action: { type: 'open', overlay: { kind: 'task', id } },
    };
  });
  return [...head, ...lines];
}

/** Returns the log entries about a task, as far back as the log goes. */
function history(log: readonly LogEntry[], id: TaskId): OverlayLine[] {
  const about = new RegExp(`\\b${id}\\b`);
  const entries = log.filter(({ kind, text }) => kind === 'task' && about.test(text));
  if (entries.length === 0) return [{ line: [span('  no entries in the log', MUTED)] }];
  return entries.map(({ time, text }) => ({
    line: [span(`  ${timeOfDay(time)} `, MUTED), span(oneLine(text))],
  }));
}
