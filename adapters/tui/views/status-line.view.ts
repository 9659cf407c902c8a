// Draws the status line in the last row: the state of the run, shortened by importance if it does not fit, and the buttons.

import { plural } from '../../../application/wording/count.ts';
import { formatCostRanges, formatTimeRange } from '../../../application/wording/forecast-wording.ts';
import { shortLimitUse } from '../../../application/wording/limit-wording.ts';
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
import { type Activity, activityOf, elapsedMs } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import { type CommandName, hintKey } from '../model/keymap.ts';
import { taskCounts } from '../model/lists.ts';
import { stopMark, TASK_MARKS } from '../model/marks.ts';
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
const ACTIVITY_WIDTH = 60;
/** A running activity can be cut further, since its spinner shows enough. A reason for waiting must stay readable. */
const LEAST = { working: 16, other: 44 };

export function drawStatusLine(view: View, model: AppModel): void {
  const buttonsFrom = drawButtons(view, model);
  const room = buttonsFrom - 1;
  const shown = fitting(segments(model), room);
  let x = 0;
  for (const [index, { spans }] of shown.entries()) {
    for (const { text, style } of index > 0 ? [SEPARATOR, ...spans] : spans) {
      x = view.text(x, 0, cut(text, room - x), style);
    }
  }
}

function segments(model: AppModel): Segment[] {
  const { surroundings, session } = model;
  const { git, filesChanged } = surroundings;
  const iteration = currentIteration(session) ?? session.iterations.last;
  const mode = modeOf(model);
  const activity = activityOf(model);
  return [
    { spans: [span('iteratr', ACCENT)], rank: 10 },
    { spans: [span(cut(oneLine(surroundings.session), 24), { bold: true })], rank: 4 },
    ...(git
      ? [
          {
            spans: [
              span(
                `${cut(oneLine(git.branch), 24)}${git.dirty ? '*' : ''} ${oneLine(git.commit).slice(0, 7)}`,
                SUBTLE,
              ),
            ],
            rank: 8,
          },
        ]
      : []),
    { spans: [span(clock(elapsedMs(model)))], rank: 3 },
    ...(iteration > 0 && !surroundings.replay ? [{ spans: [span(`#${iteration}`)], rank: 5 }] : []),
    { spans: counts(model), rank: 2 },
    ...limitSegments(model),
    ...forecastSegments(model),
    ...(filesChanged > 0 ? [{ spans: [span(plural(filesChanged, 'file'), SUBTLE)], rank: 7 }] : []),
    ...(mode ? [{ spans: [mode], rank: surroundings.replay ? 0 : 1 }] : []),
    {
      spans: [activityWords(activity, model.now)],
      rank: surroundings.replay ? 1 : 0,
      least: LEAST[activity.kind === 'working' ? 'working' : 'other'],
    },
  ].filter(({ spans }) => spans.some(({ text }) => text !== ''));
}

/** The use of the tightest limit of each kind. Iterations are counted beside. */
function limitSegments({ session, now, running }: AppModel): Segment[] {
  const uses = limitUses(session.limits, session, now, running).filter(({ kind }) => kind !== 'iterations');
  const part = ({ used, limit }: LimitUse): number => used / limit;
  const tightest = uses.filter((use) => !uses.some((o) => o.kind === use.kind && part(o) > part(use)));
  return tightest.map((use) => ({
    spans: [span(shortLimitUse(use), isNear(use) ? { fg: 'warning' } : SUBTLE)],
    rank: 6,
  }));
}

/** What the open tasks still need, while somebody works on them. */
function forecastSegments({ session, surroundings, result }: AppModel): Segment[] {
  const expected = result || surroundings.mode === 'finished' ? null : forecast(session);
  if (!expected) return [];
  const cost = formatCostRanges(expected);
  return [
    { spans: [span(`${formatTimeRange(expected.workMs)} left`, SUBTLE)], rank: 9 },
    ...(cost === '' ? [] : [{ spans: [span(`${cost} left`, SUBTLE)], rank: 11 }]),
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
  return COUNTS.filter(([status, when]) => when === 'always' || of[status] > 0).map(([status], index) => {
    const { symbol, style } = TASK_MARKS[status];
    return span(`${index > 0 ? ' ' : ''}${symbol}${of[status]}`, style);
  });
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
      return span(`${spinner(now)} ${cut(oneLine(activity.text), ACTIVITY_WIDTH)}`, { fg: 'accent' });
    case 'leaving':
      return span('… leaving', { fg: 'warning' });
    case 'waiting':
      return span(`⧖ waiting: ${cut(oneLine(activity.text), ACTIVITY_WIDTH)}`, { fg: 'warning' });
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
  const widths = shown.map(({ spans, least = Number.POSITIVE_INFINITY }) =>
    Math.min(
      least,
      spans.reduce((sum, { text }) => sum + textWidth(text), 0),
    ),
  );
  return widths.reduce((sum, width) => sum + width, (shown.length - 1) * SEPARATOR.text.length);
}

/** Draws the buttons and returns the column at which they start. */
function drawButtons(view: View, { ui }: AppModel): number {
  const hint = ui.prefix ? 'ctrl+x …' : `${hintKey('quit')} quit`;
  const rooms = view.width >= 60 ? BUTTONS : [];
  const words = `${rooms.map(([title]) => title).join(' ')}${rooms.length > 0 ? ' · ' : ''}${hint}`;
  let x = Math.max(0, view.width - textWidth(words));
  const start = x;
  for (const [title, name] of rooms) {
    view.hit({ x, y: 0, width: title.length, height: 1 }, { type: 'command', name });
    x = view.text(x, 0, title, BUTTON) + 1;
  }
  if (rooms.length > 0) x = view.text(x, 0, '· ', MUTED);
  view.hit(
    { x, y: 0, width: hint.length, height: 1 },
    ui.prefix ? { type: 'nothing' } : { type: 'command', name: 'quit' },
  );
  view.text(x, 0, hint, ui.prefix ? ACCENT : MUTED);
  return start;
}

const BUTTON: Style = { fg: 'link', underline: true };
