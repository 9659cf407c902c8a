// Specifies that time counts only while this process runs.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AwakeStopwatch, afterAwake } from '../../../application/async/awake-time.ts';
import { IdleTimer } from '../../../application/async/idle-timer.ts';
import { FakeClock } from '../../support/harness.ts';

describe('a time limit', () => {
  function limit(ms: number) {
    const clock = new FakeClock();
    const reached = vi.fn();
    const onGap = vi.fn();
    return { clock, reached, onGap, cancel: afterAwake(ms, reached, { clock, onGap }) };
  }

  it.each([0, 1, 200, 5_000, 600_000])('of %d ms is reached once, and not before', (ms) => {
    const { clock, reached, onGap } = limit(ms);
    if (ms > 200) {
      clock.elapse(ms * 0.98);
      expect(reached).not.toHaveBeenCalled();
    }
    clock.elapse(ms * 0.2 + 200);
    expect(reached).toHaveBeenCalledOnce();
    expect(onGap).not.toHaveBeenCalled();
  });

  it.each([1_000, 5_000, 600_000])('of %d ms does not count a suspension', (ms) => {
    const { clock, reached, onGap } = limit(ms);
    clock.elapse(ms * 0.95);
    clock.suspend(10 * ms);
    clock.elapse(0);
    expect(onGap).toHaveBeenCalledOnce();
    expect(reached).not.toHaveBeenCalled();
    clock.elapse(ms * 0.2);
    expect(reached).toHaveBeenCalledOnce();
  });

  it('is not reached after it was cancelled, also in a gap', () => {
    const { clock, reached, cancel, onGap } = limit(1_000);
    onGap.mockImplementation(cancel);
    clock.suspend(5_000);
    clock.elapse(5_000);
    expect(reached).not.toHaveBeenCalled();
  });
});

it('an agent has the whole time again after a suspension', () => {
  const clock = new FakeClock();
  const idle = vi.fn();
  new IdleTimer(clock, 600_000, idle);
  clock.elapse(590_000);
  clock.suspend(10 ** 7);
  clock.elapse(590_000);
  expect(idle).not.toHaveBeenCalled();
  clock.elapse(20_000);
  expect(idle).toHaveBeenCalledOnce();
});

it('a stopwatch leaves out what lies between two distant readings', () => {
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => void vi.useRealTimers());
  const time = new AwakeStopwatch();
  vi.setSystemTime(1_000);
  expect(time.elapsedMs).toBe(1_000);
  vi.setSystemTime(60_000);
  expect(time.elapsedMs).toBe(1_000);
  vi.setSystemTime(61_000);
  expect(time.elapsedMs).toBe(2_000);
});
