// The rules for reviews: who may answer, what the first answer means, and what the agent may do while a review runs.
import { DomainError } from '../errors.ts';
import { listed } from '../listed.ts';
import type { Actor } from '../session/session.events.ts';
import type { SessionState } from '../session/session.state.ts';
import { requireTask } from '../task/task.decider.ts';
import { findTask } from '../task/task.state.ts';
import { type TaskId, taskNumber } from '../task/task.ts';
import { requireSize, shortened } from '../text-size.ts';
import type { ProofEvent } from './proof.events.ts';
import type { ProofState } from './proof.state.ts';

export type ReviewCommand =
  /** Starts a review of those of the tasks that wait for one. */
  | {
      readonly type: 'StartReview';
      readonly ids: readonly TaskId[];
      readonly agent: string;
      readonly model: string;
    }
  | { readonly type: 'AcceptInReview'; readonly id: TaskId; readonly reason: string }
  | { readonly type: 'ReturnInReview'; readonly id: TaskId; readonly reason: string }
  /** `missed`: why tasks without an answer were not reviewed; null if they wait for the next review. */
  | { readonly type: 'EndReview'; readonly missed: string | null };

type State = Pick<SessionState, 'proof' | 'tasks' | 'reviewRounds'>;

const ALLOWED: ReadonlySet<string> = new Set([
  'AcceptInReview',
  'ReturnInReview',
  'AddNote',
  'ChangeNoteContent',
]);

/** Throws `REVIEW.RUNNING` for a command of the agent that is neither an answer nor a note while a review runs. */
export function requireNoReview(
  { type }: { readonly type: string },
  { review }: ProofState,
  actor: Actor,
): void {
  if (actor !== 'agent' || review === null || ALLOWED.has(type)) return;
  throw new DomainError('REVIEW.RUNNING', 'this is a review', {
    remedy: 'answer with review-accept or review-return',
  });
}

/**
 * Returns the events of a command, [] if nothing changes. An answer throws `REVIEW.NOT_YOURS`, `REVIEW.NONE`, `REVIEW.OTHER_TASK`,
 * `REVIEW.ANSWERED`, `TASK.NOT_FOUND`, `REVIEW.EMPTY` and `REVIEW.TOO_LARGE`.
 */
export function decideReview(command: ReviewCommand, state: State, actor: Actor): ProofEvent[] {
  const { proof, tasks } = state;
  switch (command.type) {
    case 'StartReview': {
      const { agent, model } = command;
      const ids = command.ids.filter(
        (id) => proof.unreviewed.includes(id) && findTask(tasks, id)?.status === 'completed',
      );
      return ids.length === 0 ? [] : [{ type: 'ReviewStarted', data: { ids, agent, model } }];
    }
    case 'AcceptInReview': {
      const { id } = command;
      requireAnswerable(id, state, actor);
      const reason = command.reason.trim();
      requireSize('review', reason);
      return [{ type: 'TaskReviewed', data: { id, verdict: 'accepted', reason } }];
    }
    case 'ReturnInReview':
      return returned(command, state, actor);
    case 'EndReview': {
      if (proof.review === null) return [];
      const { missed } = command;
      // Not those that the user has changed since the review began.
      const waiting = proof.review.open.filter((id) => proof.unreviewed.includes(id));
      const open = missed === null ? [] : waiting;
      const reason = shortened(missed ?? '');
      return [
        ...open.map((id): ProofEvent => ({ type: 'ReviewMissed', data: { id, reason } })),
        { type: 'ReviewEnded', data: {} },
      ];
    }
    default:
      return command satisfies never;
  }
}

/** Without a round left, the task stays completed: the agent could not convince the reviewer, and the user decides. */
function returned(
  { id, reason: given }: Extract<ReviewCommand, { type: 'ReturnInReview' }>,
  state: State,
  actor: Actor,
): ProofEvent[] {
  requireAnswerable(id, state, actor);
  const reason = given.trim();
  if (reason === '') {
    throw new DomainError('REVIEW.EMPTY', 'the reason is empty', {
      remedy: 'say what is wrong or missing, so that it can be fixed',
    });
  }
  requireSize('review', reason);
  const { reviewReturns = 0 } = state.proof.records.get(taskNumber(id)) ?? {};
  return reviewReturns < state.reviewRounds
    ? [{ type: 'TaskReturned', data: { id, by: 'reviewer', reason } }]
    : [{ type: 'TaskReviewed', data: { id, verdict: 'refused', reason } }];
}

function requireAnswerable(id: TaskId, { proof: { review, unreviewed }, tasks }: State, actor: Actor): void {
  if (actor !== 'agent') {
    throw new DomainError('REVIEW.NOT_YOURS', 'only the reviewer answers a review', {
      remedy: `accept a task with \`iteratr accept ${id}\`, or set it to remaining with task-status`,
    });
  }
  const { status } = requireTask(tasks, id);
  if (review === null) {
    throw new DomainError('REVIEW.NONE', 'no review is running', {
      remedy: 'set the task to completed with task-status; the reviewer sees it afterwards',
    });
  }
  if (!review.ids.includes(id)) {
    throw new DomainError('REVIEW.OTHER_TASK', `${id} is not in this review`, {
      remedy: `answer for ${listed(review.ids)}`,
    });
  }
  if (!review.open.includes(id)) {
    throw new DomainError('REVIEW.ANSWERED', `${id} was already answered in this review`, {
      remedy: 'the first answer counts; end your turn when every task has one',
    });
  }
  if (!unreviewed.includes(id)) {
    const now = status === 'completed' ? 'accepted' : status;
    throw new DomainError('REVIEW.ANSWERED', `the user has decided about ${id}: it is ${now}`, {
      remedy: 'leave it; end your turn when every other task has an answer',
    });
  }
}
