// Folding events never fails and loses nothing of what it does not know.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { RecordedEvent, SessionEvent } from '../../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';
import {
  anyRecordedEvent,
  newerEvent,
  recordedAs,
  sessionCommand,
  unknownEvent,
} from '../../support/arbitraries.ts';
import { accepted, attempt, fold } from '../../support/decider-spec.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

const events = fc.array(anyRecordedEvent, { maxLength: 60, size: 'max' });
const commands = fc.array(sessionCommand, { maxLength: 60, size: 'max' });
const SOME_USAGE = { inputTokens: 1, outputTokens: 2, totalTokens: 3, cost: null };
const strange = recordedAs(fc.oneof(unknownEvent, newerEvent));

function folded(list: readonly RecordedEvent[], from = INITIAL_STATE): SessionState {
  return list.reduce(evolve, from);
}

/** The events of those of the commands that no rule refuses. */
function eventsOf(list: readonly SessionCommand[]): SessionEvent[] {
  const all: SessionEvent[] = [];
  for (const command of list) all.push(...attempt(command, fold(all)).events);
  return all;
}

describe('folding', () => {
  it('takes any events in any order', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(events, (list) => {
        const state = folded(list);
        expect(Object.keys(state).sort()).toEqual(Object.keys(INITIAL_STATE).sort());
        expect(state.unknownEvents).toBe(list.filter(({ event }) => event.type === 'Unknown').length);
      }),
    );
  });

  it('changes no state it was given', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(events, anyRecordedEvent, (list, next) => {
        const state = folded(list);
        const before = JSON.stringify(state);
        evolve(state, next);
        expect(JSON.stringify(state)).toBe(before);
      }),
    );
  });

  it('counts an event it does not know, and does nothing else', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(events, strange, (list, next) => {
        const state = folded(list);
        const after = evolve(state, next);
        const ignored = { unknownEvents: 0, lastUnknown: null, lastEventAt: '' };
        expect({ ...after, ...ignored }).toEqual({ ...state, ...ignored });
        expect(after.lastUnknown).not.toBeNull();
        expect(after.unknownEvents).toBe(state.unknownEvents + 1);
      }),
    );
  });

  it('knows when the last event was', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(events, (list) => {
        expect(folded(list).lastEventAt).toBe(list.at(-1)?.meta.time ?? null);
      }),
    );
  });

  it('events about a task or an iteration that is not there change nothing', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    const state = fold([{ type: 'IterationStarted', data: { number: 1, model: 'm' } }]);
    const about = recordedAs(
      fc.constantFrom(
        { type: 'TaskStatusChanged', data: { id: 'TAS-1', from: 'remaining', to: 'completed' } },
        { type: 'TaskPriorityChanged', data: { id: 'TAS-1', from: 1, to: 2 } },
        { type: 'TaskContentChanged', data: { id: 'TAS-1', from: 'a', to: 'b' } },
        { type: 'TaskFilesChanged', data: { id: 'TAS-1', from: [], to: ['a'] } },
        { type: 'TaskDependencyAdded', data: { id: 'TAS-1', dependsOn: 'TAS-2' } },
        { type: 'TaskReleased', data: { id: 'TAS-1', reason: 'x' } },
        { type: 'IterationSummaryRecorded', data: { number: 2, summary: 'x' } },
        { type: 'IterationCommitted', data: { number: 2, commit: 'x', files: [] } },
        {
          type: 'IterationEnded',
          data: { number: 2, outcome: 'finished', reason: 'x', filesChanged: [], usage: SOME_USAGE },
        },
        { type: 'UserMessagesDelivered', data: { ids: ['MSG-1'] } },
      ) as unknown as fc.Arbitrary<RecordedEvent['event']>,
    );
    fc.assert(
      fc.property(about, (event) => {
        expect(evolve(state, event)).toEqual({ ...state, lastEventAt: event.meta.time });
      }),
    );
  });
});

describe('after any commands', () => {
  it('the usage of the session is that of its iterations together', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(commands, (list) => {
        const reported = eventsOf(list).flatMap((event) =>
          event.type === 'IterationEnded' ? [event.data.usage] : [],
        );
        const { usage } = accepted(list);
        const tokens = reported.flatMap((each) => each?.totalTokens ?? []);
        expect(usage?.totalTokens ?? null).toBe(
          tokens.length === 0 ? null : tokens.reduce((sum, each) => sum + each),
        );
        expect(usage === null).toBe(reported.every((each) => each === null));
      }),
    );
  });

  it('there is one running iteration at most, and the numbers are 1, 2, 3 …', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(commands, (list) => {
        const all = accepted(list).iterations.recent;
        expect(all.map((iteration) => iteration.number)).toEqual(all.map((_, index) => index + 1));
        expect(all.slice(0, -1).filter(({ outcome }) => outcome === null)).toEqual([]);
      }),
    );
  });

  it('starting an iteration leaves no task in progress', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { tasks } = accepted([...list, { type: 'StartIteration', agent: 'opencode', model: 'm' }]);
        expect([...tasks.tasks.values()].filter(({ status }) => status === 'in_progress')).toEqual([]);
      }),
    );
  });
});
