// Maps points in time to places on a chart. The time between runs takes no place, however long it was.
import type { SessionReport } from '../../../../application/session/session-report.ts';

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface TimeScale {
  /** In milliseconds, without the time between runs. */
  readonly length: number;
  /** Where each stretch of time begins, from 0 to `width`. */
  readonly starts: readonly number[];
  /** Returns the place of a time in milliseconds since the epoch, from 0 to `width`. */
  place(time: number): number;
}

/** Returns the stretches in which something happened: the runs, and whatever iterations lie outside of them. */
export function stretchesOf({ runs, iterations, summary }: SessionReport): Stretch[] {
  const last = summary.lastActivity;
  const spans = [
    ...runs.map(({ from, to }) => ({ from, to })),
    ...iterations.map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt })),
  ].map(({ from, to }, index, all) => {
    const start = Date.parse(from);
    // A killed run has no end: it lasted until something else happened.
    const next = to ?? all[index + 1]?.from ?? last ?? from;
    return { from: start, to: Math.max(start, Date.parse(next)) };
  });
  const sorted = spans
    .filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to))
    .sort((a, b) => a.from - b.from);
  const merged: Stretch[] = [];
  for (const span of sorted) {
    const before = merged.at(-1);
    if (before && span.from <= before.to) {
      merged[merged.length - 1] = { from: before.from, to: Math.max(before.to, span.to) };
    } else merged.push(span);
  }
  return merged;
}

export function timeScale(stretches: readonly Stretch[], width: number): TimeScale {
  const offsets: number[] = [];
  let length = 0;
  for (const { from, to } of stretches) {
    offsets.push(length);
    length += to - from;
  }
  const scaled = (ms: number): number => (length === 0 ? 0 : Math.round((ms / length) * width * 100) / 100);
  return {
    length,
    starts: offsets.map(scaled),
    place(time) {
      const index = Math.max(
        0,
        stretches.findLastIndex(({ from }) => from <= time),
      );
      const stretch = stretches[index];
      if (!stretch) return 0;
      const within = Math.min(Math.max(time, stretch.from), stretch.to) - stretch.from;
      return scaled((offsets[index] ?? 0) + within);
    },
  };
}
