// The overlay that lists the iterations of the session, newest last, and leads to their output and commits.
import { formatCost, plural } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import type { Iteration } from '../../../domain/iteration/iteration.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import { cut, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { Span } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import type { AppModel } from '../model/app-model.ts';
import { openOverlay, pushOverlay, type Step, still, toasted, topOverlay } from '../model/step.ts';
import type { NoState } from '../model/ui-state.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, LARGE, type OverlayLine, paragraph } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    timeline: NoState;
  }
}

export const TIMELINE: OverlayDefinition<'timeline'> = {
  width: LARGE,
  keys: ['timeline', 'choosing', 'reading'],
  open(model) {
    const choice = Math.max(0, model.whole.iterations.recent.length - 1);
    return still(pushOverlay(model, { kind: 'timeline', top: choice, choice, atEnd: true }));
  },
  content(model, _overlay, width) {
    const { recent } = model.whole.iterations;
    const rows = recent.map((iteration) => cellsOf(model, iteration));
    const widths = COLUMNS.map((_, column) =>
      Math.max(0, ...rows.map((row) => textWidth(row[column]?.text ?? ''))),
    );
    const lines = rows.map((row, index): OverlayLine => {
      const number = recent[index]?.number ?? 0;
      return { line: lineOf(row, widths, width - 2), action: { type: 'go-to-iteration', number } };
    });
    return {
      title: `Timeline · ${plural(model.session.iterations.last, 'iteration')}`,
      head: [],
      editor: null,
      body: bodyOf(lines.length > 0 ? lines : paragraph('No iteration yet.', width, MUTED)),
      choosing: lines.length > 0,
      hints: ['close', 'choose', 'show-commit', 'open-file'],
    };
  },
};

/** Opens the commit of the selected iteration. */
export function showCommit(model: AppModel): Step {
  const commit = selectedCommit(model);
  if (typeof commit !== 'string') return commit;
  return [openOverlay(model, { kind: 'commit', commit, changes: null }), [{ type: 'read-commit', commit }]];
}

/** Returns the commit of the selected iteration, or a step that says that there is none. */
export function selectedCommit(model: AppModel): string | Step {
  const timeline = topOverlay(model);
  const iteration = timeline && model.whole.iterations.recent[timeline.choice];
  if (timeline?.kind !== 'timeline' || !iteration) return still(model);
  const { number, commit } = iteration;
  return commit ?? still(toasted(model, false, `iteration ${number} has no commit`));
}

/** The columns, of which the task takes the room that the others leave. */
const COLUMNS = ['number', 'worker', 'task', 'time', 'cost', 'files', 'checks', 'commit'] as const;
const TASK = COLUMNS.indexOf('task');
const GAP = 2;

function cellsOf(model: AppModel, iteration: Iteration): readonly Span[] {
  const { number, outcome, commit, usage, files, red, worker } = iteration;
  return [
    span(`${outcome === null ? '●' : outcome === 'finished' ? '✓' : '✗'} #${number}`, outcomeStyle(outcome)),
    span(worker ?? '', SUBTLE),
    span(taskOf(model, iteration)),
    span(formatDuration(durationOf(iteration, model.now)), SUBTLE),
    span(formatCost(usage), SUBTLE),
    span(files > 0 ? plural(files, 'file') : '', SUBTLE),
    red === null
      ? span('')
      : span(red.length === 0 ? '✓ checks' : '✗ checks', { fg: red.length === 0 ? 'success' : 'error' }),
    span(commit === null ? '' : oneLine(commit.slice(0, 7)), MUTED),
  ];
}

function lineOf(row: readonly Span[], widths: readonly number[], width: number): Span[] {
  const others = widths.reduce(
    (sum, each, column) => (column === TASK || each === 0 ? sum : sum + each + GAP),
    0,
  );
  const room = Math.max(8, width - others);
  return row.flatMap(({ text, style }, column) => {
    const cells = column === TASK ? room : (widths[column] ?? 0);
    if (cells === 0) return [];
    const shown = cut(text, cells);
    return [
      span(shown, style),
      span(' '.repeat(cells - textWidth(shown) + (column === row.length - 1 ? 0 : GAP))),
    ];
  });
}

function outcomeStyle(outcome: Iteration['outcome']) {
  if (outcome === null) return { fg: 'accent' } as const;
  return outcome === 'finished' ? ({ fg: 'success' } as const) : ({ fg: 'error' } as const);
}

/** Returns the tasks of an iteration: the one with its content, or the ids of several; without tasks, what it did. */
function taskOf({ session }: AppModel, { tasks, taken, planning, summary }: Iteration): string {
  const [id, ...more] = taken.length > 0 ? taken : tasks;
  if (id === undefined) return planning ? 'the plan' : oneLine(summary ?? '');
  if (more.length > 0) return [id, ...more].join(', ');
  return `${id} ${oneLine(findTask(session.tasks, id)?.content ?? '')}`;
}

function durationOf({ startedAt, endedAt }: Iteration, now: number): number {
  const end = endedAt === null ? now : Date.parse(endedAt);
  return Math.max(0, end - Date.parse(startedAt)) || 0;
}
