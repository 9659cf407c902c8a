// The clock of a replay, with a real time that the test moves.
import { expect, it } from 'vitest';
import { ReplayClock } from '../../../../adapters/tui/replay/replay-clock.ts';

const START = Date.UTC(2026, 0, 15);
const NEVER = new AbortController().signal;

/** Real time, which passes only when the test says so. */
class RealTime {
  now = 0;
  #timer: { readonly at: number; readonly callback: () => void } | undefined;

  readonly wait = (milliseconds: number, callback: () => void): (() => void) => {
    this.#timer = { at: this.now + milliseconds, callback };
    return () => {
      this.#timer = undefined;
    };
  };

  async pass(milliseconds: number): Promise<void> {
    this.now += milliseconds;
    const timer = this.#timer;
    if (timer && timer.at <= this.now) timer.callback();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function clockAt(speed: number) {
  const real = new RealTime();
  const clock = new ReplayClock({ start: START, speed, now: () => real.now, wait: real.wait });
  const reached: number[] = [];
  const reach = (after: number, signal = NEVER) =>
    clock.reach(START + after, signal).then(() => reached.push(after));
  return { real, clock, reach, reached, passed: () => clock.now() - START };
}

it('passes recorded time at its speed, and stops at the next event', async () => {
  const { real, reach, reached, passed } = clockAt(10);
  const waiting = reach(5_000);
  await real.pass(300);
  expect([passed(), reached]).toEqual([3_000, []]);
  await real.pass(200);
  await waiting;
  await real.pass(10_000);
  expect([passed(), reached]).toEqual([5_000, [5_000]]);
});

it('lets a long wait pass in two seconds, evenly', async () => {
  const { real, reach, reached, passed } = clockAt(10);
  const night = 8 * 60 * 60 * 1_000;
  const waiting = reach(night);
  await real.pass(1_000);
  expect([passed(), reached]).toEqual([night / 2, []]);
  await real.pass(1_000);
  await waiting;
  expect(passed()).toBe(night);
});

it('stands still in a pause, and continues from there at another speed', async () => {
  const { real, clock, reach, reached, passed } = clockAt(1);
  const waiting = reach(2_000);
  await real.pass(500);
  clock.pause(true);
  await real.pass(60_000);
  expect([passed(), reached]).toEqual([500, []]);
  clock.setSpeed(5);
  clock.pause(false);
  await real.pass(200);
  expect(passed()).toBe(1_500);
  await real.pass(100);
  await waiting;
  expect(reached).toEqual([2_000]);
});

it('does not run back for an event with an earlier time', async () => {
  const { real, reach, passed } = clockAt(1);
  const first = reach(1_000);
  await real.pass(1_000);
  await first;
  await reach(400);
  expect(passed()).toBe(1_000);
});

it('loses no time to timers that are late', async () => {
  const { real, reach, reached } = clockAt(1);
  const first = reach(100);
  await real.pass(130);
  await first;
  const second = reach(200);
  await real.pass(70);
  await second;
  expect(reached).toEqual([100, 200]);
});

it('stops waiting when the user leaves', async () => {
  const { reach, reached } = clockAt(1);
  const leaving = new AbortController();
  const waiting = reach(1_000_000, leaving.signal);
  leaving.abort();
  await waiting;
  expect(reached).toEqual([1_000_000]);
});
