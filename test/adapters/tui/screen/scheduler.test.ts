// When frames are drawn, with a clock of the test's own.
import { expect, test } from 'vitest';
import { FRAME_MS, FrameScheduler } from '../../../../adapters/tui/screen/scheduler.ts';

class Bench {
  now = 0;
  /** When each frame was drawn. */
  readonly frames: number[] = [];
  busy = false;
  onDrain: () => void = () => {};
  readonly scheduler = new FrameScheduler({
    draw: (onDrain) => {
      this.onDrain = onDrain;
      if (this.busy) return 'busy';
      this.frames.push(this.now);
      return 'drawn';
    },
    now: () => this.now,
    wait: (milliseconds, callback) => {
      const timer = { at: this.now + milliseconds, callback };
      this.timers.add(timer);
      return () => this.timers.delete(timer);
    },
  });
  readonly timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  pass(milliseconds: number, eachMillisecond = () => {}): void {
    for (const end = this.now + milliseconds; this.now < end; ) {
      this.now += 1;
      for (const timer of this.timers) {
        if (timer.at > this.now) continue;
        this.timers.delete(timer);
        timer.callback();
      }
      eachMillisecond();
    }
  }
}

test('the first change is drawn at once', () => {
  const bench = new Bench();
  bench.scheduler.request();
  expect(bench.frames).toEqual([0]);
  bench.pass(1_000);
  bench.scheduler.request();
  expect(bench.frames).toEqual([0, 1_000]);
});

test('nothing is drawn, and no timer runs, while nothing changes', () => {
  const bench = new Bench();
  bench.scheduler.request();
  bench.pass(10_000);
  expect(bench.frames).toHaveLength(1);
  expect(bench.timers.size).toBe(0);
});

test('changes all the time are a little more than 30 frames a second', () => {
  const bench = new Bench();
  bench.pass(1_000, () => bench.scheduler.request());
  expect(bench.frames.length).toBeGreaterThanOrEqual(30);
  expect(bench.frames.length).toBeLessThanOrEqual(34);
});

test('the last change is drawn in the end', () => {
  const bench = new Bench();
  bench.scheduler.request();
  bench.pass(5);
  bench.scheduler.request();
  bench.scheduler.request();
  expect(bench.frames).toEqual([0]);
  bench.pass(FRAME_MS);
  expect(bench.frames).toEqual([0, Math.ceil(FRAME_MS)]);
});

test('a terminal that is busy gets the next frame when it has taken the last one', () => {
  const bench = new Bench();
  bench.busy = true;
  bench.scheduler.request();
  bench.pass(1_000, () => bench.scheduler.request());
  expect(bench.frames).toEqual([]);
  expect(bench.timers.size).toBe(0);
  bench.busy = false;
  bench.onDrain();
  expect(bench.frames).toEqual([1_000]);
});

test('nothing is drawn after stop', () => {
  const bench = new Bench();
  bench.scheduler.request();
  bench.pass(1);
  bench.scheduler.request();
  bench.scheduler.stop();
  bench.scheduler.request();
  bench.onDrain();
  bench.pass(100);
  expect(bench.frames).toEqual([0]);
  expect(bench.timers.size).toBe(0);
});
