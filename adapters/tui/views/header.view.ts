// Draws the header of the sidebar: session, progress, the task that is worked on, and the agent.
import { clock } from '../canvas/clock.ts';
import { ACCENT, cut, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { Span, StyledLine } from '../canvas/style.ts';
import { titleLines } from '../canvas/title-lines.ts';
import { textWidth } from '../canvas/width.ts';
import { lineWidth } from '../canvas/wrap.ts';
import { elapsedMs, isOver } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import {
  agentFact,
  costFact,
  currentWork,
  forecastFact,
  iterationFact,
  tokensFact,
} from '../model/header-facts.ts';
import { taskCounts } from '../model/lists.ts';
import { TASK_MARKS } from '../model/marks.ts';
import type { View } from './view.ts';

/** The columns that the name of the session keeps. */
const NAME_LEAST = 8;
const BAR = { least: 8, most: 24 };
/** The rows of a header that has room for all of it. */
const FULL_ROWS = 5;

export function drawHeader(view: View, model: AppModel): void {
  if (view.height < FULL_ROWS) {
    view.line(0, 0, firstLine(model, view.width));
    if (view.height > 1) view.line(0, 1, progressLine(model, view.width));
    return;
  }
  const lines = [
    firstLine(model, view.width),
    ...workLines(model, view.width),
    progressLine(model, view.width),
    agentLine(model, view.width),
  ];
  for (const [row, line] of lines.entries()) view.line(0, row, line);
  const work = currentWork(model);
  if (!work) return;
  const { id } = work.task;
  view.hit(
    { x: 0, y: 1, width: view.width, height: lines.length - 3 },
    { type: 'open', overlay: { kind: 'task', id } },
  );
}

/** Session on the left; iteration, time and cost on the right, shortened until the name fits. */
function firstLine(model: AppModel, width: number): StyledLine {
  const name = oneLine(model.surroundings.session);
  const room = width - Math.min(textWidth(name), NAME_LEAST) - 2;
  const iteration = iterationFact(model);
  const cost = costFact(model);
  const time = span(clock(elapsedMs(model)), SUBTLE);
  const warned = { fg: cost?.isNear ? 'warning' : 'subtle' } as const;
  const shapes: readonly (readonly Span[])[] = [
    dotted(number(iteration?.text), time, number(cost?.text, warned)),
    dotted(number(iteration?.text), time, number(cost?.short, warned)),
    dotted(number(iteration?.short), time, number(cost?.short, warned)),
    dotted(number(iteration?.short), time),
    [time],
  ];
  const right = shapes.find((shape) => lineWidth(shape) <= room) ?? [];
  return apart([span(cut(name, width - lineWidth(right) - 1), ACCENT)], right, width);
}

/** The task, whole if two rows are enough, and how long the iteration has worked on it. */
function workLines(model: AppModel, width: number): readonly StyledLine[] {
  const work = currentWork(model);
  if (!work) return [[span(restWords(model), MUTED)]];
  const { task, since } = work;
  const time = since === null || model.result ? '' : clock(Math.max(0, model.now - since));
  const head = `${TASK_MARKS.in_progress.symbol} ${task.id} `;
  const room = width - head.length - time.length - 1;
  const [first = '', second] = titleLines(task.content, room, 2);
  const left = [span(head, TASK_MARKS.in_progress.style), span(cut(first, room), { bold: true })];
  const lines = [apart(left, [span(time, SUBTLE)], width)];
  if (second === undefined) return lines;
  return [...lines, [span(' '.repeat(head.length)), span(cut(second, width - head.length), { bold: true })]];
}

function restWords(model: AppModel): string {
  const { session } = model;
  if (isOver(model) && !session.runOpen) return session.completed ? 'complete' : 'no run is active';
  return session.tasks.tasks.size === 0 ? 'no tasks yet' : 'between two tasks';
}

/** A bar of the completed tasks, their number, and what is left. */
function progressLine(model: AppModel, width: number): StyledLine {
  const counts = taskCounts(model.session.tasks);
  const total = model.session.tasks.tasks.size - counts.cancelled;
  const left = forecastFact(model);
  const words = ` ${counts.completed}/${total}${left === '' ? '' : ` · ${left}`}`;
  const columns = Math.max(BAR.least, Math.min(BAR.most, width - textWidth(words)));
  const done = total === 0 ? 0 : Math.floor((counts.completed / total) * columns);
  return [
    span('█'.repeat(done), { fg: 'success' }),
    span('░'.repeat(columns - done), { fg: 'overlay' }),
    span(cut(words, width - columns), SUBTLE),
  ];
}

/** Agent and model, the used context and the tokens. */
function agentLine(model: AppModel, width: number): StyledLine {
  const { context } = model.agent;
  const used = context === null ? '' : `context ${Math.round(context * 100)}%`;
  const right = [used, tokensFact(model)].filter(Boolean);
  const shapes = [right.join(' · '), right[0] ?? ''];
  const agent = oneLine(agentFact(model));
  const shown = shapes.find((words) => textWidth(agent) + textWidth(words) < width) ?? used;
  const room = width - textWidth(shown) - (shown === '' ? 0 : 1);
  return apart([span(cut(agent, room), MUTED)], [span(shown, MUTED)], width);
}

function apart(left: StyledLine, right: StyledLine, width: number): StyledLine {
  const gap = width - lineWidth(left) - lineWidth(right);
  return [...left, span(' '.repeat(Math.max(0, gap))), ...right];
}

function number(text: string | undefined, style = SUBTLE): Span | undefined {
  return text === undefined ? undefined : span(text, style);
}

function dotted(...parts: readonly (Span | undefined)[]): readonly Span[] {
  const shown = parts.filter((part) => part !== undefined);
  return shown.flatMap((part, index) => (index === 0 ? [part] : [span(' · ', MUTED), part]));
}
