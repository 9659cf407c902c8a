// Computes the charts of the page: the timeline of iterations and waits, and the cost over time.
import type { SessionReport } from '../../../../application/session/session-report.ts';
import { formatAmount, formatCost, formatCount } from '../../../../application/wording/count.ts';
import { formatDuration } from '../../../../application/wording/duration.ts';
import { plainLine } from '../../../../application/wording/plain-text.ts';
import type { IterationUsage } from '../../../../domain/iteration/iteration.ts';
import { costsOf, tokensOf } from '../../../../domain/iteration/iteration-usage.ts';
import { stretchesOf, type TimeScale, timeScale } from './time-scale.ts';

/** Of the charts, in units of their own; the page scales them. */
export const CHART = { width: 1000, height: 100 } as const;
/** A narrower bar is not seen. */
const LEAST_WIDTH = 1.5;
/** More bars than a screen has columns are of no use. */
const MOST_BARS = 2_000;
const LABEL_LENGTH = 200;

interface Bar {
  readonly x: number;
  readonly width: number;
  /** Its class on the page. */
  readonly kind: string;
  readonly label: string;
}

export interface Timeline {
  readonly iterations: readonly Bar[];
  readonly waits: readonly Bar[];
  /** Where a run begins after a time in which nothing ran. */
  readonly breaks: readonly number[];
  readonly length: string;
  /** Number of iterations that are not drawn. */
  readonly leftOut: number;
}

export interface Growth {
  /** For the attribute `points`. */
  readonly points: string;
  readonly total: string;
  /** What grows: `cost` or, if the agent reports none, `tokens`. */
  readonly what: 'cost' | 'tokens';
  /** Costs in further currencies, which are not drawn. */
  readonly others: string;
}

/** Returns the timeline; null if nothing has happened. */
export function timelineOf(report: SessionReport): Timeline | null {
  const scale = timeScale(stretchesOf(report), CHART.width);
  if (scale.length === 0) return null;
  const { iterations, waits, summary } = report;
  const until = (to: string | null, from: string): string => to ?? summary.lastActivity ?? from;
  const shown = iterations.slice(-MOST_BARS);
  return {
    iterations: shown.map(({ number, startedAt, endedAt, outcome, tasks, usage }) => {
      const to = until(endedAt, startedAt);
      const parts = [
        `iteration ${number}: ${outcome ?? 'not ended'}`,
        formatDuration(Date.parse(to) - Date.parse(startedAt)),
        tasks.slice(0, 5).join(', '),
        formatCost(usage),
      ];
      return bar(scale, startedAt, to, outcome ?? 'running', parts.filter(Boolean).join(' · '));
    }),
    waits: waits.slice(-MOST_BARS).map(({ cause, reason, from, to }) => {
      const end = until(to, from);
      const how = `${cause} for ${formatDuration(Date.parse(end) - Date.parse(from))}`;
      return bar(scale, from, end, 'wait', reason === '' ? how : `${how}: ${reason}`);
    }),
    breaks: scale.starts.slice(1),
    length: formatDuration(scale.length),
    leftOut: iterations.length - shown.length,
  };
}

/** Returns how cost, or tokens, grew from iteration to iteration; null if the agent reports neither. */
export function growthOf(report: SessionReport): Growth | null {
  const scale = timeScale(stretchesOf(report), CHART.width);
  const ended = report.iterations.filter(({ endedAt }) => endedAt !== null);
  const [main, ...others] = costsOf(report.summary.usage).filter(({ amount }) => amount > 0);
  const amountOf = (usage: IterationUsage | null): number =>
    main
      ? (costsOf(usage).find(({ currency }) => currency === main.currency)?.amount ?? 0)
      : (tokensOf(usage) ?? 0);
  const total = ended.reduce((sum, { usage }) => sum + amountOf(usage), 0);
  if (total === 0 || scale.length === 0) return null;
  let sum = 0;
  let points = `0,${CHART.height}`;
  for (const { endedAt, usage } of ended) {
    const x = scale.place(Date.parse(endedAt ?? ''));
    const before = heightOf(sum, total);
    sum += amountOf(usage);
    points += ` ${x},${before} ${x},${heightOf(sum, total)}`;
  }
  return {
    points: `${points} ${CHART.width},${heightOf(sum, total)}`,
    total: main ? formatAmount({ ...main, amount: total }) : `${formatCount(total)} tokens`,
    what: main ? 'cost' : 'tokens',
    others: others.map(formatAmount).join(' + '),
  };
}

function heightOf(sum: number, total: number): number {
  return Math.round((1 - sum / total) * CHART.height * 100) / 100;
}

function bar(scale: TimeScale, from: string, to: string, kind: string, label: string): Bar {
  const x = scale.place(Date.parse(from));
  const width = Math.max(LEAST_WIDTH, Math.round((scale.place(Date.parse(to)) - x) * 100) / 100);
  return { x: Math.min(x, CHART.width - width), width, kind, label: plainLine(label, LABEL_LENGTH) };
}
