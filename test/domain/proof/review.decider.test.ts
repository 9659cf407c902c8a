// Reviews: which tasks wait for one, who answers, what the answer means, and what is forbidden until then.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/errors.ts';
import { proofOf, type TaskRecord } from '../../../domain/proof/proof.ts';
import { decide, type SessionCommand } from '../../../domain/session/session.decider.ts';
import type { Actor, SessionEvent } from '../../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';
import { taskId } from '../../../domain/task/task.ts';
import { sessionCommand } from '../../support/arbitraries.ts';
import { fold, given, ids, recorded, statusChanged, taskAdded } from '../../support/decider-spec.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

const id = taskId(1);
const RUN: SessionEvent = { type: 'RunStarted', data: { spec: 's', model: 'm', reviewRounds: 2 } };
const DONE = [taskAdded(1, 'a'), statusChanged(1, 'remaining', 'completed')] as const;
const STARTED: SessionEvent = { type: 'ReviewStarted', data: { ids: [id], agent: 'judge', model: '' } };
const RETURNED: SessionEvent = { type: 'TaskReturned', data: { id, by: 'reviewer', reason: 'no' } };
const AGAIN = statusChanged(1, 'remaining', 'completed');
const ENDED: SessionEvent = { type: 'ReviewEnded', data: {} };
const start = { type: 'StartReview', ids: ids(1, 2), agent: 'judge', model: '' } as const;
const accept = { type: 'AcceptInReview', id, reason: ' fine ' } as const;
const refuse = { type: 'ReturnInReview', id, reason: 'no' } as const;

describe('a review', () => {
  it('is of completed tasks that no reviewer has seen', () => {
    given(RUN, ...DONE, taskAdded(2, 'b'))
      .when(start, 'loop')
      .then(STARTED);
    given(RUN, taskAdded(1, 'a')).when(start, 'loop').thenNothing();
    given(RUN, ...DONE, STARTED, { type: 'ReviewMissed', data: { id, reason: '…' } }, ENDED)
      .when(start, 'loop')
      .thenNothing();
  });

  it.each([
    ['without a reviewer', [{ type: 'RunStarted', data: { spec: 's', model: 'm' } }, ...DONE]],
    ['between runs', [RUN, { type: 'RunEnded', data: { reason: 'x' } }, ...DONE]],
    ['that are doubtful', [RUN, ...DONE, { type: 'TaskDoubted', data: { id, reason: '' } }]],
    ['that the user accepted', [RUN, ...DONE, { type: 'TaskAccepted', data: { id } }]],
    ['that are no longer completed', [RUN, ...DONE, statusChanged(1, 'completed', 'blocked')]],
  ] as [string, SessionEvent[]][])('is not of tasks %s', (_, events) => {
    given(...events)
      .when(start, 'loop')
      .thenNothing();
  });

  it('accepts a task with a reason or without one', () => {
    given(RUN, ...DONE, STARTED)
      .when(accept, 'agent')
      .then({ type: 'TaskReviewed', data: { id, verdict: 'accepted', reason: 'fine' } });
  });

  it('returns a task as often as it has rounds, then leaves it completed', () => {
    const once = [RUN, ...DONE, STARTED];
    given(...once)
      .when(refuse, 'agent')
      .then(RETURNED);
    const twice = [...once, RETURNED, ENDED, AGAIN, STARTED, RETURNED, ENDED, AGAIN, STARTED];
    const refused: SessionEvent = { type: 'TaskReviewed', data: { id, verdict: 'refused', reason: 'no' } };
    given(...twice)
      .when(refuse, 'agent')
      .then(refused);
    expect(fold([...twice, refused]).tasks.tasks.get(1)?.status).toBe('completed');
  });

  it('does not count what checks return', () => {
    const byChecks: SessionEvent = { type: 'TaskReturned', data: { id, by: 'checks', reason: 'red' } };
    given(RUN, ...DONE, byChecks, AGAIN, byChecks, AGAIN, STARTED)
      .when(refuse, 'agent')
      .then(RETURNED);
  });

  it('restarts a session that is complete, if it returns a task', () => {
    given(RUN, ...DONE, { type: 'SessionCompleted', data: {} }, STARTED)
      .when(refuse, 'agent')
      .then({ type: 'SessionRestarted', data: { reason: 'TAS-1 is returned' } }, RETURNED);
  });

  it.each([
    ['of the user', [RUN, ...DONE, STARTED], accept, 'user', 'REVIEW.NOT_YOURS', /iteratr accept TAS-1/],
    ['without a review', [RUN, ...DONE], accept, 'agent', 'REVIEW.NONE', /no review is running/],
    ['after the review', [RUN, ...DONE, STARTED, ENDED], accept, 'agent', 'REVIEW.NONE', /no review/],
    ['of another run', [RUN, ...DONE, STARTED, RUN], accept, 'agent', 'REVIEW.NONE', /no review/],
    [
      'for an unknown task',
      [RUN, ...DONE, STARTED],
      { ...accept, id: taskId(9) },
      'agent',
      'TASK.NOT_FOUND',
      /TAS-9/,
    ],
    [
      'for a task that is not in it',
      [RUN, ...DONE, taskAdded(2, 'b'), STARTED],
      { ...accept, id: taskId(2) },
      'agent',
      'REVIEW.OTHER_TASK',
      /answer for TAS-1/,
    ],
    [
      'a second time',
      [RUN, ...DONE, STARTED, RETURNED],
      accept,
      'agent',
      'REVIEW.ANSWERED',
      /first answer counts/,
    ],
    [
      'for a task that the user has accepted',
      [RUN, ...DONE, STARTED, { type: 'TaskAccepted', data: { id } }],
      refuse,
      'agent',
      'REVIEW.ANSWERED',
      /the user has decided about TAS-1: it is accepted/,
    ],
    [
      'for a task that the user has reopened',
      [RUN, ...DONE, STARTED, statusChanged(1, 'completed', 'blocked')],
      accept,
      'agent',
      'REVIEW.ANSWERED',
      /it is blocked/,
    ],
    [
      'without a reason',
      [RUN, ...DONE, STARTED],
      { ...refuse, reason: ' \n' },
      'agent',
      'REVIEW.EMPTY',
      /reason is empty/,
    ],
    [
      'with a huge reason',
      [RUN, ...DONE, STARTED],
      { ...refuse, reason: 'x'.repeat(8 * 1024 + 1) },
      'agent',
      'REVIEW.TOO_LARGE',
      /the limit is 8 KB/,
    ],
  ] as [string, SessionEvent[], SessionCommand, Actor, 'REVIEW.NONE', RegExp][])(
    'refuses an answer %s',
    (_, events, command, actor, code, message) => {
      given(...events)
        .when(command, actor)
        .thenThrows(code, message);
    },
  );

  it('ends with what was missed, but not of tasks that have an answer or that the user has changed', () => {
    const two = [taskAdded(2, 'b'), statusChanged(2, 'remaining', 'completed')];
    const three = [taskAdded(3, 'c'), statusChanged(3, 'remaining', 'completed')];
    const all: SessionEvent = { type: 'ReviewStarted', data: { ids: ids(1, 2, 3), agent: 'j', model: '' } };
    const events = [
      RUN,
      ...DONE,
      ...two,
      ...three,
      all,
      RETURNED,
      statusChanged(2, 'completed', 'cancelled'),
    ];
    given(...events)
      .when({ type: 'EndReview', missed: 'silent' }, 'loop')
      .then({ type: 'ReviewMissed', data: { id: taskId(3), reason: 'silent' } }, ENDED);
    given(...events)
      .when({ type: 'EndReview', missed: null }, 'loop')
      .then(ENDED);
    given(RUN, ...DONE)
      .when({ type: 'EndReview', missed: 'silent' }, 'loop')
      .thenNothing();
  });

  it('that was cut short leaves its tasks to the next one', () => {
    const state = fold([RUN, ...DONE, STARTED, { type: 'RunEnded', data: { reason: 'x' } }, RUN]);
    expect(state.proof).toMatchObject({ review: null, unreviewed: [id] });
  });
});

describe('a completion', () => {
  const requested: SessionEvent = { type: 'CompletionRequested', data: {} };

  it('is requested, and confirmed when no task waits for the reviewer', () => {
    given(RUN, ...DONE)
      .when({ type: 'CompleteSession' }, 'agent')
      .then(requested);
    given(RUN, ...DONE, requested)
      .when({ type: 'ConfirmCompletion' }, 'loop')
      .thenNothing();
    given(RUN, ...DONE, requested, STARTED, {
      type: 'TaskReviewed',
      data: { id, verdict: 'refused', reason: '' },
    })
      .when({ type: 'ConfirmCompletion' }, 'loop')
      .then({ type: 'SessionCompleted', data: {} });
  });

  it('is refused when the reviewer returned a task', () => {
    given(RUN, ...DONE, requested, STARTED, RETURNED, ENDED)
      .when({ type: 'ConfirmCompletion' }, 'loop')
      .then({ type: 'CompletionRefused', data: { reason: 'still open: TAS-1' } });
  });
});

const record: fc.Arbitrary<TaskRecord> = fc.record({
  id: fc.constant(id),
  accepted: fc.boolean(),
  verified: fc.boolean(),
  doubtful: fc.boolean(),
  reviewed: fc.boolean(),
  returns: fc.nat(5),
  reviewReturns: fc.nat(5),
  reason: fc.string(),
  doubt: fc.string(),
});

it('the proof is that of the user, then doubt, then checks; the reviewer alone verifies nothing', () => {
  fc.assert(
    fc.property(record, (known) => {
      const doubt = known.doubtful || known.reviewReturns >= 2;
      const expected = known.accepted
        ? 'accepted'
        : doubt
          ? 'doubtful'
          : known.verified
            ? 'verified'
            : 'unverified';
      expect(proofOf(known)).toBe(expected);
    }),
  );
});

const step = fc.record({
  command: fc.oneof(
    { weight: 2, arbitrary: sessionCommand },
    fc.record({
      type: fc.constant('ChangeTaskStatus' as const),
      id: fc.integer({ min: 1, max: 3 }).map(taskId),
      status: fc.constant('completed' as const),
    }),
    fc.constant({ type: 'StartReview' as const, ids: ids(1, 2, 3), agent: 'judge', model: '' }),
    fc.record({
      type: fc.constantFrom('AcceptInReview' as const, 'ReturnInReview' as const),
      id: fc.integer({ min: 1, max: 3 }).map(taskId),
      reason: fc.constantFrom('good', 'bad'),
    }),
  ),
  actor: fc.constantFrom<Actor[]>('agent', 'agent', 'user', 'loop'),
});

const ANSWERS = /^(NoteAdded|NoteContentChanged|TaskReviewed|TaskReturned|SessionRestarted)$/;

it('whatever happens, waiting tasks are completed, and the agent only answers during a review', {
  timeout: PROPERTY_LIMIT_MS,
}, () => {
  const begin = [RUN, taskAdded(1, 'one'), taskAdded(2, 'two'), taskAdded(3, 'three')];
  let answers = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      let state: SessionState = begin.map(recorded).reduce(evolve, INITIAL_STATE);
      for (const { command, actor } of steps) {
        const { review } = state.proof;
        const events = decided(command, state, actor);
        if (review !== null && actor === 'agent') {
          expect(events.filter(({ type }) => !ANSWERS.test(type))).toEqual([]);
        }
        for (const event of events) {
          const { meta } = recorded(event);
          state = evolve(state, { event, meta: { ...meta, actor } });
          if (event.type !== 'TaskReviewed' && event.type !== 'TaskReturned') continue;
          answers++;
          expect(review?.open).toContain(event.data.id);
          expect(state.proof.unreviewed).not.toContain(event.data.id);
        }
        for (const waiting of state.proof.unreviewed) {
          expect(state.tasks.tasks.get(Number(waiting.slice(4)))?.status).toBe('completed');
        }
        for (const known of state.proof.records.values()) expect(known.reviewReturns).toBeLessThanOrEqual(2);
        const { review: now } = state.proof;
        expect(now?.ids ?? []).toEqual(expect.arrayContaining([...(now?.open ?? [])]));
      }
    }),
  );
  expect(answers).toBeGreaterThan(20);
});

function decided(command: SessionCommand, state: SessionState, actor: Actor): SessionEvent[] {
  // A run without a reviewer would begin.
  if (command.type === 'StartRun') return [];
  try {
    return decide(command, state, actor);
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}
