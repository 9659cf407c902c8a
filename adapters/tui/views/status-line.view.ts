// Draws the status line in the last row: the state of the run, shortened by importance if it does not fit, and the buttons.

import { plural } from '../../../application/wording/count.ts';
import { formatCostRanges, formatTimeRange } from '../../../application/wording/forecast-wording.ts';
import { shortLimitUse } from '../../../application/wording/limit-wording.ts';
import { latestNumber } from '../../../domain/iteration/iteration.state.ts';
import { forecast } from '../../../domain/run/forecast.ts';
import { limitUses } from '../../../domain/run/limit-uses.ts';
import { isNear, type LimitUse } from '../../../domain/run/limits.ts';
import type { StopReason } from '../../../domain/run/stop-reason.ts';
import { currentIteration, INITIAL_STATE } from '../../../domain/session/session.state.ts';
import type { TaskStatus } from '../../../domain/task/task.ts';
import { clock, spinner } from '../canvas/clock.ts';
import { ACCENT, cut, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { Span, Style } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import { layoutOf } from '../layout/layout.ts';
import { type Activity, activityOf, elapsedMs } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import { unrecordedUsage } from '../model/desks.ts';
import { currentWork } from '../model/header-facts.ts';
import { type CommandName, hintKey } from '../model/keymap.ts';
import { taskCounts } from '../model/lists.ts';
import { DOUBTFUL_MARK, stopMark, TASK_MARKS } from '../model/marks.ts';
import { doubtfulTasks } from '../model/task-marks.ts';
import { replayWords } from './replay.view.ts';
import type { View } from './view.ts';

/** A part of the status line. Parts with the highest rank are left out first. */
interface Segment {
  readonly spans: readonly Span[];
  readonly rank: number;
  /** The width to which it may be cut before another part is left out. */
  readonly least?: number;
}

const SEPARATOR = span(' | ', { fg: 'overlay' });
const BUTTONS: readonly (readonly [title: string, name: CommandName])[] = [
  ['Dashboard', 'dashboard'],
  ['Logs', 'logs'],
  ['Notes', 'focus-notes'],
];
/** Parts up to this rank are shown before the buttons. */
const BEFORE_BUTTONS = 6;
const TASK_WIDTH = { most: 32, least: 14 };
const ACTIVITY_WIDTH = 60;
/** A running activity can be cut further, since its spinner shows enough. A reason for waiting must stay readable. */
const LEAST = { working: 28, besideTask: 18, other: 44 };
/** In a narrow terminal, what happens takes no more than this part of the row. */
const NARROW_PART = 0.4;

export function drawStatusLine(view: View, model: AppModel): void {
  const all = segments(model);
  const needed = all.filter(({ rank }) => rank <= BEFORE_BUTTONS);
  const hasButtons = widthOf(needed) + buttonsWidth(BUTTONS) < view.width;
  const room = drawButtons(view, model, hasButtons ? BUTTONS : []) - 1;
  const shown = fitting(all, room);
  // Parts that may be cut give way to the others behind them.
  let excess = Math.max(0, shown.reduce((sum, part) => sum + spansWidth(part), separators(shown)) - room);
  let x = 0;
  for (const [index, part] of shown.entries()) {
    const width = spansWidth(part);
    const cutBy = part.least === undefined ? 0 : Math.min(excess, Math.max(0, width - part.least));
    excess -= cutBy;
    if (index > 0) x = view.text(x, 0, SEPARATOR.text, SEPARATOR.style);
    const end = Math.min(room, x + width - cutBy);
    for (const { text, style } of part.spans) x = view.text(x, 0, cut(text, end - x), style);
  }
}

function segments(model: AppModel): Segment[] {
  const { surroundings, session } = model;
  const { git, filesChanged } = surroundings;
  const iteration = latestNumber(session.iterations);
  const whose = model.shown === null ? '' : `${model.shown} `;
  const mode = modeOf(model);
  const activity = activityOf(model);
  const task = taskSegment(model);
  return [
    { spans: [span('iteratr', ACCENT)], rank: 11 },
    { spans: [span(cut(oneLine(surroundings.session), 24), { bold: true })], rank: 6 },
    ...(git
      ? [
          {
            spans: [
              span(
                `${cut(oneLine(git.branch), 24)}${git.dirty ? '*' : ''} ${oneLine(git.commit).slice(0, 7)}`,
                SUBTLE,
              ),
            ],
            rank: 9,
          },
        ]
      : []),
    { spans: [span(clock(elapsedMs(model)))], rank: 5 },
    ...(iteration > 0 && !surroundings.replay ? [{ spans: [span(`${whose}#${iteration}`)], rank: 3 }] : []),
    ...task,
    { spans: counts(model), rank: 2 },
    ...limitSegments(model),
    ...forecastSegments(model),
    ...(filesChanged > 0 ? [{ spans: [span(plural(filesChanged, 'file'), SUBTLE)], rank: 8 }] : []),
    ...(mode ? [{ spans: [mode], rank: surroundings.replay ? 0 : 1 }] : []),
    {
      spans: [activityWords(activity, model.now)],
      rank: surroundings.replay ? 1 : 0,
      least: Math.min(
        LEAST[activity.kind === 'working' ? (task.length > 0 ? 'besideTask' : 'working') : 'other'],
        Math.floor(model.size.columns * NARROW_PART),
      ),
    },
  ].filter(({ spans }) => spans.some(({ text }) => text !== ''));
}

/** The task that is worked on, where the header does not show it. */
function taskSegment(model: AppModel): Segment[] {
  const work = layoutOf(model).sidebarMode === 'docked' ? undefined : currentWork(model);
  if (!work) return [];
  const { symbol, style } = TASK_MARKS.in_progress;
  const { id, content } = work.task;
  const words = cut(`${id} ${oneLine(content)}`, TASK_WIDTH.most);
  return [
    { spans: [span(`${symbol} `, style), span(words, { bold: true })], rank: 4, least: TASK_WIDTH.least },
  ];
}

/** The use of the tightest limit of each kind. Iterations are counted beside. */
function limitSegments(model: AppModel): Segment[] {
  const { session, now } = model;
  const uses = limitUses(session.limits, session, now, unrecordedUsage(model)).filter(
    ({ kind }) => kind !== 'iterations',
  );
  const part = ({ used, limit }: LimitUse): number => used / limit;
  const tightest = uses.filter((use) => !uses.some((o) => o.kind === use.kind && part(o) > part(use)));
  return tightest.map((use) => ({
    spans: [span(shortLimitUse(use), isNear(use) ? { fg: 'warning' } : SUBTLE)],
    rank: 7,
  }));
}

/** What the open tasks still need, while somebody works on them. */
function forecastSegments({ session, surroundings, result }: AppModel): Segment[] {
  const expected = result || surroundings.mode === 'finished' ? null : forecast(session);
  if (!expected) return [];
  const cost = formatCostRanges(expected);
  return [
    { spans: [span(`${formatTimeRange(expected.workMs)} left`, SUBTLE)], rank: 10 },
    ...(cost === '' ? [] : [{ spans: [span(`${cost} left`, SUBTLE)], rank: 12 }]),
  ];
}

/** The counts to show. Rare statuses are shown only if there are such tasks. */
const COUNTS: readonly (readonly [status: TaskStatus, when: 'always' | 'some'])[] = [
  ['completed', 'always'],
  ['in_progress', 'always'],
  ['remaining', 'always'],
  ['blocked', 'some'],
  ['cancelled', 'some'],
];

function counts({ session }: AppModel): Span[] {
  const of = taskCounts(session.tasks);
  const doubtful = doubtfulTasks(session);
  const { symbol: mark, style: marked } = DOUBTFUL_MARK;
  const doubt = doubtful > 0 ? [span(` ${mark}${doubtful}`, marked)] : [];
  const shown = COUNTS.filter(([status, when]) => when === 'always' || of[status] > 0).map(
    ([status], index) => {
      const { symbol, style } = TASK_MARKS[status];
      return span(`${index > 0 ? ' ' : ''}${symbol}${of[status]}`, style);
    },
  );
  return [...shown, ...doubt];
}

/** Returns how the dashboard is connected to the run and whether a pause is requested, undefined if neither matters. */
function modeOf({ surroundings, session, result }: AppModel): Span | undefined {
  if (result) return undefined;
  if (surroundings.replay) {
    return replayWords(surroundings.replay, currentIteration(session) ?? session.iterations.last);
  }
  // The session has not been loaded yet.
  if (surroundings.mode !== 'run' && session === INITIAL_STATE) return span('opening…', MUTED);
  if (surroundings.mode === 'finished') return span('finished, read-only', { fg: 'info' });
  if (session.pause === 'requested') return span('⏸ pausing', { fg: 'warning', bold: true });
  return surroundings.mode === 'attached' ? span('attached', { fg: 'info' }) : undefined;
}

function activityWords(activity: Activity, now: number): Span {
  switch (activity.kind) {
    case 'working':
      return span(
        `${spinner(now)} ${timeOf(activity.since, now)}${cut(oneLine(activity.text), ACTIVITY_WIDTH)}`,
        { fg: 'accent' },
      );
    case 'leaving':
      return span('… leaving', { fg: 'warning' });
    case 'waiting':
      return span(`◷ waiting: ${cut(oneLine(activity.text), ACTIVITY_WIDTH)}`, { fg: 'warning' });
    case 'paused':
      return span('⏸ paused', { fg: 'warning', bold: true });
    case 'ended':
      return endWords(activity.reason);
    case 'idle':
      return span('');
    default:
      return activity satisfies never;
  }
}

/** Returns for how long something runs, from a second on. */
function timeOf(since: number | null, now: number): string {
  return since === null || now - since < 1_000 ? '' : `${clock(now - since)} `;
}

function endWords(reason: StopReason): Span {
  const { symbol, word, style } = stopMark(reason);
  return span(`${symbol} ${word}`, style);
}

/** Drops the least important segments until the rest fits. Keeps at least one. */
function fitting(all: readonly Segment[], room: number): readonly Segment[] {
  let shown = all;
  while (shown.length > 1 && widthOf(shown) > room) {
    const worst = Math.max(...shown.map(({ rank }) => rank));
    shown = shown.filter(({ rank }) => rank !== worst);
  }
  return shown;
}

function widthOf(shown: readonly Segment[]): number {
  const widths = shown.map((part) => Math.min(part.least ?? Number.POSITIVE_INFINITY, spansWidth(part)));
  return widths.reduce((sum, width) => sum + width, separators(shown));
}

function spansWidth({ spans }: Segment): number {
  return spans.reduce((sum, { text }) => sum + textWidth(text), 0);
}

function separators(shown: readonly Segment[]): number {
  return Math.max(0, shown.length - 1) * SEPARATOR.text.length;
}

function buttonsWidth(buttons: typeof BUTTONS): number {
  const titles = buttons.reduce((sum, [title]) => sum + title.length + 1, 0);
  return titles + (buttons.length > 0 ? 2 : 0) + quitHint().length + 1;
}

function quitHint(): string {
  return `${hintKey('quit')} quit`;
}

/** Draws the buttons and returns the column at which they start. */
function drawButtons(view: View, { ui }: AppModel, buttons: typeof BUTTONS): number {
  const hint = ui.prefix ? 'ctrl+x …' : quitHint();
  const words = `${buttons.map(([title]) => title).join(' ')}${buttons.length > 0 ? ' · ' : ''}${hint}`;
  let x = Math.max(0, view.width - textWidth(words));
  const start = x;
  for (const [title, name] of buttons) {
    view.hit({ x, y: 0, width: title.length, height: 1 }, { type: 'command', name });
    x = view.text(x, 0, title, BUTTON) + 1;
  }
  if (buttons.length > 0) x = view.text(x, 0, '· ', MUTED);
  view.hit(
    { x, y: 0, width: hint.length, height: 1 },
    ui.prefix ? { type: 'nothing' } : { type: 'command', name: 'quit' },
  );
  view.text(x, 0, hint, ui.prefix ? ACCENT : MUTED);
  return start;
}

const BUTTON: Style = { fg: 'link', underline: true };
