// Folding events never fails, loses nothing of what it does not know, and can be picked up from a snapshot.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageId } from '../../../domain/message/message.ts';
import { noteId } from '../../../domain/note/note.ts';
import { CATALOGUE } from '../../../domain/session/event-codec.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { RecordedEvent, SessionEvent } from '../../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';
import {
  SNAPSHOT_CATALOGUE,
  snapshotOf,
  stateFromSnapshot,
} from '../../../domain/session/session-snapshot.ts';
import {
  anyRecordedEvent,
  newerEvent,
  recordedAs,
  sessionCommand,
  unknownEvent,
} from '../../support/arbitraries.ts';
import { accepted, attempt, fold, ids, taskAdded } from '../../support/decider-spec.ts';

const events = fc.array(anyRecordedEvent, { maxLength: 60, size: 'max' });
const commands = fc.array(sessionCommand, { maxLength: 60, size: 'max' });
const SOME_USAGE = { inputTokens: 1, outputTokens: 2, totalTokens: 3, cost: null };
const strange = recordedAs(fc.oneof(unknownEvent, newerEvent));

function folded(list: readonly RecordedEvent[], from = INITIAL_STATE): SessionState {
  return list.reduce(evolve, from);
}

function restored(state: SessionState): SessionState {
  return stateFromSnapshot(JSON.parse(JSON.stringify(snapshotOf(state))));
}

/** The events of those of the commands that no rule refuses. */
function eventsOf(list: readonly SessionCommand[]): SessionEvent[] {
  const all: SessionEvent[] = [];
  for (const command of list) all.push(...attempt(command, fold(all)).events);
  return all;
}

describe('folding', () => {
  it('takes any events in any order', () => {
    fc.assert(
      fc.property(events, (list) => {
        const state = folded(list);
        expect(Object.keys(state).sort()).toEqual(Object.keys(INITIAL_STATE).sort());
        expect(state.unknownEvents).toBe(list.filter(({ event }) => event.type === 'Unknown').length);
      }),
    );
  });

  it('changes no state it was given', () => {
    fc.assert(
      fc.property(events, anyRecordedEvent, (list, next) => {
        const state = folded(list);
        const before = JSON.stringify(snapshotOf(state));
        evolve(state, next);
        expect(JSON.stringify(snapshotOf(state))).toBe(before);
      }),
    );
  });

  it('counts an event it does not know, and does nothing else', () => {
    fc.assert(
      fc.property(events, strange, (list, next) => {
        const state = folded(list);
        const after = evolve(state, next);
        expect({ ...after, unknownEvents: 0, lastEventAt: '' }).toEqual({
          ...state,
          unknownEvents: 0,
          lastEventAt: '',
        });
        expect(after.unknownEvents).toBe(state.unknownEvents + 1);
      }),
    );
  });

  it('knows when the last event was', () => {
    fc.assert(
      fc.property(events, (list) => {
        expect(folded(list).lastEventAt).toBe(list.at(-1)?.meta.time ?? null);
      }),
    );
  });

  it('events about a task or an iteration that is not there change nothing', () => {
    const state = fold([{ type: 'IterationStarted', data: { number: 1, model: 'm' } }]);
    const about = recordedAs(
      fc.constantFrom(
        { type: 'TaskStatusChanged', data: { id: 'TAS-1', from: 'remaining', to: 'completed' } },
        { type: 'TaskPriorityChanged', data: { id: 'TAS-1', from: 1, to: 2 } },
        { type: 'TaskContentChanged', data: { id: 'TAS-1', from: 'a', to: 'b' } },
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

describe('a snapshot', () => {
  it('behaves as the state for whatever events follow', () => {
    fc.assert(
      fc.property(events, events, (before, after) => {
        const state = folded(before);
        expect(snapshotOf(folded(after, restored(state)))).toEqual(snapshotOf(folded(after, state)));
      }),
    );
  });

  it('behaves as the state for whatever commands follow', () => {
    fc.assert(
      fc.property(commands, commands, (before, after) => {
        let original = accepted(before);
        let copy = restored(original);
        for (const command of after) {
          const outcome = attempt(command, original);
          expect(attempt(command, copy)).toEqual(outcome);
          original = fold(outcome.events, original);
          copy = fold(outcome.events, copy);
        }
      }),
    );
  });

  it('of nothing is the initial state', () => {
    expect(restored(INITIAL_STATE)).toEqual(INITIAL_STATE);
  });
});

describe('a snapshot that was made otherwise', () => {
  it('is told apart by what is kept of a session: a changed shape needs another number in session-snapshot.ts', () => {
    const state = fold([
      taskAdded(1, 'a', { dependsOn: ids(2) }),
      { type: 'NoteAdded', data: { id: noteId(1), type: 'tip', content: 'b', iteration: 1 } },
      { type: 'IterationStarted', data: { number: 1, model: 'm' } },
      { type: 'UserMessageSent', data: { id: messageId(1), text: 'c', now: false } },
      {
        type: 'IterationEnded',
        data: { number: 1, outcome: 'finished', reason: 'r', filesChanged: [], usage: SOME_USAGE },
      },
    ]);
    const shape = JSON.stringify(snapshotOf(state), (_, value) => (typeof value === 'string' ? '' : value));
    expect([SNAPSHOT_CATALOGUE.split(' ')[0], shape]).toMatchInlineSnapshot(`
      [
        "state@3(completed,iterations,lastEventAt,messagesSent,model,notes,pause,pendingMessages,spec,specPath,tasks,unknownEvents,usage)",
        "{"completed":false,"spec":null,"specPath":null,"model":null,"tasks":{"numbers":[1],"contents":[""],"statuses":[""],"priorities":[2],"dependsOn":{"1":[""]}},"notes":{"numbers":[1],"contents":[""],"types":[""],"iterations":[1]},"iterations":{"recent":[{"number":1,"startedAt":"","endedAt":"","outcome":"","summary":null,"commit":null,"tasks":[]}],"last":1},"pendingMessages":[{"id":"","text":"","now":false}],"messagesSent":1,"pause":"","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3,"cost":null},"lastEventAt":"","unknownEvents":0}",
      ]
    `);
  });

  it('is told apart by the events that were understood', () => {
    expect(SNAPSHOT_CATALOGUE).toContain(CATALOGUE);
    expect(SNAPSHOT_CATALOGUE).not.toBe(CATALOGUE);
  });
});

describe('after any commands', () => {
  it('the usage of the session is that of its iterations together', () => {
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

  it('there is one running iteration at most, and the numbers are 1, 2, 3 …', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const all = accepted(list).iterations.recent;
        expect(all.map((iteration) => iteration.number)).toEqual(all.map((_, index) => index + 1));
        expect(all.slice(0, -1).filter(({ outcome }) => outcome === null)).toEqual([]);
      }),
    );
  });

  it('starting an iteration leaves no task in progress', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { tasks } = accepted([...list, { type: 'StartIteration', model: 'm' }]);
        expect([...tasks.tasks.values()].filter(({ status }) => status === 'in_progress')).toEqual([]);
      }),
    );
  });
});
