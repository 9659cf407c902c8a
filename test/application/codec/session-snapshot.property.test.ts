// A state restored from a snapshot behaves like the state it was made of, and its shape is versioned.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../application/codec/event-codec.ts';
import { KNOWN_VALUES } from '../../../application/codec/event-schema.ts';
import {
  SNAPSHOT_CATALOGUE,
  snapshotOf,
  stateFromSnapshot,
} from '../../../application/codec/session-snapshot.ts';
import { messageId } from '../../../domain/message/message.ts';
import { noteId } from '../../../domain/note/note.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';
import { anyRecordedEvent, sessionCommand } from '../../support/arbitraries.ts';
import { accepted, attempt, fold, ids, taskAdded } from '../../support/decider-spec.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

const events = fc.array(anyRecordedEvent, { maxLength: 60, size: 'max' });
const commands = fc.array(sessionCommand, { maxLength: 60, size: 'max' });
const SOME_USAGE = { inputTokens: 1, outputTokens: 2, totalTokens: 3, cost: null };

function folded(list: readonly RecordedEvent[], from = INITIAL_STATE): SessionState {
  return list.reduce(evolve, from);
}

function restored(state: SessionState): SessionState {
  return stateFromSnapshot(JSON.parse(JSON.stringify(snapshotOf(state))));
}

describe('a snapshot', () => {
  it('behaves as the state for whatever events follow', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(events, events, (before, after) => {
        const state = folded(before);
        expect(snapshotOf(folded(after, restored(state)))).toEqual(snapshotOf(folded(after, state)));
      }),
    );
  });

  it('behaves as the state for whatever commands follow', { timeout: PROPERTY_LIMIT_MS }, () => {
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
      taskAdded(1, 'a', { dependsOn: ids(2), files: ['a'] }),
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
        "state@26(absentAgents,branch,claims,completed,iterations,lastEventAt,lastUnknown,lateWorkers,limits,messagesSent,model,notes,pause,pendingMessages,plan,program,proof,questions,reviewRounds,runOpen,spec,specEdits,specPath,specText,spent,stall,tasks,tasksPerIteration,uncommitted,unknownEvents,usage,usageShares,verifies,wait,workerCount,workers)",
        "{"completed":false,"spec":null,"specPath":null,"specText":null,"specEdits":[],"model":null,"limits":{"iterations":0,"minutes":0,"cost":0,"tokens":0,"session":{"iterations":0,"minutes":0,"cost":0,"tokens":0}},"verifies":false,"reviewRounds":0,"tasksPerIteration":0,"workerCount":1,"runOpen":false,"uncommitted":{"files":[],"leftOut":0},"pause":"","wait":null,"absentAgents":[],"tasks":{"numbers":[1],"contents":[""],"statuses":[""],"priorities":[2],"dependsOn":{"1":[""]},"files":{"1":[""]}},"notes":{"numbers":[1],"contents":[""],"types":[""],"iterations":[1]},"iterations":{"recent":[{"number":1,"startedAt":"","endedAt":"","outcome":"","summary":null,"commit":null,"agent":"","model":"","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3,"cost":null},"workedMs":2000,"tasksCompleted":0,"tasks":[],"taken":[],"files":0,"red":null}],"last":1},"proof":{"checks":[],"records":[],"pending":[],"completionRequested":false,"protection":{"accepted":null,"changes":[]},"unreviewed":[],"review":null,"hasReviews":false,"evidence":[]},"questions":{"asked":[],"wait":null},"stall":{"idle":0,"failures":[],"task":null,"blocked":[]},"plan":{"phase":"","requirements":[],"leftOut":0,"lastNumber":0,"covers":[]},"pendingMessages":[{"id":"","text":"","now":false}],"messagesSent":1,"workers":[],"claims":[],"branch":null,"lateWorkers":[],"usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3,"cost":null},"usageShares":[{"role":"","agent":"","model":"","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3,"cost":null}}],"spent":{"runStartedAt":null,"runEndedAt":null,"runPausedMs":0,"pausedSince":null,"runIterations":1,"runShares":[{"role":"","agent":"","model":"","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3,"cost":null}}],"workedMs":2000,"clocks":[{"worker":null,"ms":2000,"since":null}]},"program":null,"lastEventAt":"","unknownEvents":0,"lastUnknown":null}",
      ]
    `);
  });

  it('is told apart by the events that were understood', () => {
    expect(SNAPSHOT_CATALOGUE).toContain(CATALOGUE);
    expect(SNAPSHOT_CATALOGUE).toContain(KNOWN_VALUES);
    expect(SNAPSHOT_CATALOGUE).not.toBe(CATALOGUE);
  });
});
