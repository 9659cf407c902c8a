// Words the end of a run: a symbol and a title per stop reason, and one line with the cause and, if work is left, what to do.
import { listed } from '../../domain/listed.ts';
import { awaitedQuestions } from '../../domain/question/awaited.ts';
import { isReached, type LimitKind, type LimitUse } from '../../domain/run/limits.ts';
import { stuckWork } from '../../domain/run/stall.ts';
import type {
  RunLimits,
  RunProgress,
  StopCause,
  StopReason,
  UsedLimits,
} from '../../domain/run/stop-reason.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { countTasks, describeStandstill } from '../session/describe-session.ts';
import { plural } from './count.ts';
import { limitRemedy, reachedLimit, unreportedMessage } from './limit-wording.ts';

export interface StopReasonWording {
  /** One cell wide. */
  readonly symbol: string;
  /** For a status line. */
  readonly word: string;
  /** For the heading of a report. */
  readonly title: string;
}

export const STOP_REASON_WORDING: Readonly<Record<StopReason, StopReasonWording>> = {
  complete: { symbol: '✓', word: 'complete', title: 'Session complete' },
  planned: { symbol: '≡', word: 'planned', title: 'Plan made' },
  iteration_limit: { symbol: '○', word: 'ended: iteration limit', title: 'Iteration limit reached' },
  time_limit: { symbol: '◷', word: 'ended: time limit', title: 'Time limit reached' },
  cost_limit: { symbol: '$', word: 'ended: cost limit', title: 'Cost limit reached' },
  token_limit: { symbol: '◌', word: 'ended: token limit', title: 'Token limit reached' },
  no_progress: { symbol: '!', word: 'ended: no progress', title: 'No progress' },
  waiting_for_answer: { symbol: '?', word: 'ended: waiting for an answer', title: 'Waiting for an answer' },
  failed: { symbol: '✗', word: 'failed', title: 'Run failed' },
  claim_lost: { symbol: '⇥', word: 'claim lost', title: 'Claim lost' },
  store_lost: { symbol: '⊗', word: 'store lost', title: 'Store lost' },
  interrupted: { symbol: '⊘', word: 'interrupted', title: 'Run interrupted' },
};

export interface StoppedRun {
  readonly state: SessionState;
  readonly progress: RunProgress;
  readonly limits: RunLimits;
  /** Whether the run removed the session's data first. The same command would do it again. */
  readonly reset: boolean;
  /** Why the last iteration ended. */
  readonly lastReason: string;
  readonly used: UsedLimits;
}

/** Returns one line for a run that was interrupted. `reset` as in `StoppedRun`. */
export function interruptedMessage(reset: boolean): string {
  return `interrupted; run the same command ${withoutReset(reset)}to resume`;
}

function withoutReset(reset: boolean): string {
  return reset ? 'without --reset ' : '';
}

const MESSAGES: Readonly<Record<StopCause, (run: StoppedRun) => string>> = {
  complete: ({ state }) => {
    const { total, completed } = countTasks(state);
    return `the session is complete: ${completed} of ${total} tasks completed`;
  },
  failures: ({ progress: { failures }, lastReason }) =>
    failures > 1 ? `${lastReason} (${failures} iterations in a row)` : lastReason,
  standstill: ({ state }) => `no progress is possible: ${describeStandstill(state)}`,
  stuck: ({ state, limits }) => stuckWork(state.stall, limits.stallAfter)?.reason ?? 'no progress',
  unanswered: ({ state, reset }) => {
    const [first] = awaitedQuestions(state);
    const ids = listed(awaitedQuestions(state).map(({ id }) => id));
    return `waiting for the answer to ${ids}: ${first?.question}; answer with \`iteratr answer\`, then run again ${withoutReset(reset)}to continue`;
  },
  iteration_limit: (run) =>
    reachedOf('iterations', run.used)?.scope === 'session'
      ? limitMessage('iterations', run)
      : `reached the limit of ${plural(run.limits.iterations, 'iteration')} with ${openTasks(run)} left; run again ${withoutReset(run.reset)}to continue`,
  time_limit: (run) => limitMessage('minutes', run),
  cost_limit: (run) => limitMessage('cost', run),
  token_limit: (run) => limitMessage('tokens', run),
  cost_unreported: unreported,
  tokens_unreported: unreported,
};

type LimitedRun = Pick<StoppedRun, 'state' | 'reset' | 'used'>;

function limitMessage(kind: LimitKind, run: LimitedRun): string {
  const use = reachedOf(kind, run.used);
  if (!use) throw new Error(`a run stopped at a limit of ${kind} that is not reached`);
  const again = `run again ${withoutReset(run.reset)}`.trimEnd();
  return `${reachedLimit(use, false)}, ${openTasks(run)} left; ${limitRemedy(use, again)}`;
}

function reachedOf(kind: LimitKind, { uses }: UsedLimits): LimitUse | undefined {
  return uses.find((use) => use.kind === kind && isReached(use));
}

function unreported({ used: { unreported } }: StoppedRun): string {
  if (!unreported) throw new Error('a run stopped for what is reported');
  return `the run ends because ${unreportedMessage(unreported)}`;
}

function openTasks({ state }: Pick<StoppedRun, 'state'>): string {
  return plural(countTasks(state).open, 'open task');
}

/** Returns one line for a run that reached a limit before its first iteration. `reset` as in `StoppedRun`. */
export function limitedMessage(state: SessionState, use: LimitUse, reset: boolean): string {
  return limitMessage(use.kind, { state, used: { uses: [use] }, reset });
}

/** Returns one line that says why a run stopped. */
export function stopMessage(cause: StopCause, run: StoppedRun): string {
  return MESSAGES[cause](run);
}
