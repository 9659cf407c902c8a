// What a session spends is counted from its events: time without waits and pauses, tokens and money of each run.
import { describe, expect, it } from 'vitest';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import { runMs, workedMs } from '../../../domain/run/spent.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';
import { recorded, timeOf } from '../../support/decider-spec.ts';

const STARTED: SessionEvent = { type: 'RunStarted', data: { spec: 's.md', model: 'm' } };
const ENDED: SessionEvent = { type: 'RunEnded', data: { reason: 'complete' } };
const KILLED: SessionEvent = { type: 'RunTakenOver', data: { host: 'a', pid: 1 } };
const PAUSE: SessionEvent = { type: 'RunPaused', data: {} };
const RESUME: SessionEvent = { type: 'ResumeRequested', data: {} };
const WAIT: SessionEvent = {
  type: 'WaitStarted',
  data: { cause: 'usage_window', reason: 'r', until: timeOf(99), agent: 'claude' },
};
const WAITED: SessionEvent = { type: 'WaitEnded', data: {} };
const USAGE: IterationUsage = {
  inputTokens: 10,
  outputTokens: 5,
  totalTokens: 15,
  cost: { amount: 0.5, currency: 'USD' },
};
const SHARES = [{ role: 'work', agent: 'a', model: 'm', usage: USAGE }] as const;

function begin(number: number): SessionEvent {
  return { type: 'IterationStarted', data: { number, model: 'm', agent: 'a' } };
}

function end(number: number): SessionEvent {
  const data = { number, outcome: 'finished', reason: 'end_turn', filesChanged: [] } as const;
  return { type: 'IterationEnded', data: { ...data, usage: USAGE, shares: SHARES } };
}

/** Returns the state after events at these seconds. */
function at(events: Readonly<Record<number, SessionEvent>>): SessionState {
  return Object.entries(events).reduce(
    (state, [second, event]) => evolve(state, recorded(event, Number(second))),
    INITIAL_STATE,
  );
}

function seconds(state: SessionState, now: number): [run: number, worked: number] {
  const ms = Date.parse(timeOf(now));
  return [runMs(state.spent, ms) / 1_000, workedMs(state.spent, ms) / 1_000];
}

describe('time', () => {
  it('of a run is what the clock says since its start, of a session that of its iterations', () => {
    expect(seconds(at({ 0: STARTED }), 9)).toEqual([9, 0]);
    expect(seconds(at({ 0: STARTED, 2: begin(1) }), 9)).toEqual([9, 7]);
    expect(seconds(at({ 0: STARTED, 2: begin(1), 5: end(1) }), 9)).toEqual([9, 3]);
    expect(seconds(at({ 0: STARTED, 2: begin(1), 5: end(1), 6: ENDED }), 9)).toEqual([6, 3]);
  });

  it('in a pause counts for neither', () => {
    const paused = { 0: STARTED, 2: begin(1), 5: end(1), 6: PAUSE };
    expect(seconds(at(paused), 20)).toEqual([6, 3]);
    expect(seconds(at({ ...paused, 20: RESUME, 21: begin(2) }), 25)).toEqual([11, 7]);
    expect(seconds(at({ ...paused, 20: RESUME, 21: RESUME }), 25)).toEqual([11, 3]);
    expect(seconds(at({ ...paused, 20: ENDED }), 25)).toEqual([6, 3]);
  });

  it('in a wait for the provider counts for the run, not as work', () => {
    const waiting = { 0: STARTED, 2: begin(1), 4: WAIT };
    expect(seconds(at(waiting), 20)).toEqual([20, 2]);
    expect(seconds(at({ ...waiting, 20: WAITED, 23: end(1) }), 30)).toEqual([30, 5]);
    expect(at({ ...waiting, 20: WAITED, 23: end(1) }).iterations.recent[0]?.workedMs).toBe(5_000);
  });

  it('in a wait between iterations is no work either', () => {
    expect(seconds(at({ 0: STARTED, 2: begin(1), 4: end(1), 5: WAIT, 9: WAITED }), 20)).toEqual([20, 2]);
  });

  it('of a run whose process was killed ends with its last event', () => {
    const killed = { 0: STARTED, 2: begin(1), 4: WAIT, 5: WAITED };
    expect(seconds(at({ ...killed, 50: KILLED }), 60)).toEqual([5, 2]);
    expect(seconds(at({ ...killed, 50: STARTED, 51: end(1), 52: begin(2) }), 60)).toEqual([10, 10]);
  });

  it('of the session adds up over runs', () => {
    const state = at({ 0: STARTED, 1: begin(1), 4: end(1), 5: ENDED, 10: STARTED, 11: begin(2), 15: end(2) });
    expect(seconds(state, 20)).toEqual([10, 7]);
    expect(state.iterations.recent.map((iteration) => iteration.workedMs)).toEqual([3_000, 4_000]);
  });

  it('has the time of reviews, which come after the iteration', () => {
    const review: SessionEvent = { type: 'ReviewStarted', data: { ids: [], agent: 'a', model: 'm' } };
    const reviewed: SessionEvent = { type: 'ReviewEnded', data: {} };
    const state = at({
      0: STARTED,
      1: begin(1),
      4: end(1),
      6: review,
      11: reviewed,
      12: begin(2),
      13: end(2),
    });
    expect(seconds(state, 20)).toEqual([20, 9]);
    expect(state.iterations.recent.map((iteration) => iteration.workedMs)).toEqual([3_000, 1_000]);
    expect(seconds(at({ 0: STARTED, 6: review, 11: STARTED }), 20)).toEqual([9, 0]);
  });

  it('is not negative if the clock was set back', () => {
    expect(seconds(at({ 5: STARTED, 6: begin(1) }), 0)).toEqual([0, 0]);
  });
});

describe('usage', () => {
  it('of a run starts at zero, and has what was used outside of iterations', () => {
    const used: SessionEvent = { type: 'UsageRecorded', data: { shares: SHARES } };
    const state = at({ 0: STARTED, 1: begin(1), 2: end(1), 3: used });
    expect(state.spent.runShares).toMatchObject([{ usage: { totalTokens: 30, cost: { amount: 1 } } }]);
    const next = evolve(state, recorded(STARTED, 4));
    expect(next.spent.runShares).toEqual([]);
    expect(next.usage?.totalTokens).toBe(30);
  });

  it('is known of each iteration', () => {
    const { iterations } = at({ 0: STARTED, 1: begin(1), 2: end(1) });
    expect(iterations.recent).toMatchObject([{ agent: 'a', model: 'm', usage: USAGE }]);
  });
});

it('iterations of a run are counted from its start', () => {
  const state = at({ 0: STARTED, 1: begin(1), 2: end(1), 3: ENDED, 4: STARTED, 5: begin(2) });
  expect(state.spent.runIterations).toBe(1);
});
