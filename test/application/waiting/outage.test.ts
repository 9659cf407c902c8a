// Specifies how long requests wait for the store if the process itself was suspended in between.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { COMMAND_PATIENCE, Outage, type PassingFailure } from '../../../application/waiting/outage.ts';

const FAILURE: PassingFailure = {
  ...{ cause: 'away', code: 'STORE.UNREACHABLE', problem: 'no answer', remedy: 'wait' },
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits as long as it may', () => {
  const signal = new Outage(COMMAND_PATIENCE).begin(FAILURE, Date.now());
  vi.advanceTimersByTime(COMMAND_PATIENCE.away - 1);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(signal.aborted).toBe(true);
});

it('does not count the time in which the process was suspended during a request', () => {
  const signal = new Outage(COMMAND_PATIENCE).begin(FAILURE, Date.now() - 28_000);
  vi.advanceTimersByTime(10_000);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(COMMAND_PATIENCE.away);
  expect(signal.aborted).toBe(true);
});

it('asks again after a suspension during the wait, and gives up then', () => {
  const signal = new Outage(COMMAND_PATIENCE).begin(FAILURE, Date.now());
  vi.setSystemTime(Date.now() + 60_000);
  vi.advanceTimersByTime(COMMAND_PATIENCE.away);
  expect(signal.aborted).toBe(false);
  vi.advanceTimersByTime(COMMAND_PATIENCE.away);
  expect(signal.aborted).toBe(true);
});
