// Summarizes a session for a line of a list.
import type { IterationUsage } from '../../domain/iteration/iteration.ts';
import { INITIAL_STATE, type SessionState } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { countTasks } from './describe-session.ts';

/** `new`: never built. `stopped`: built before, not complete, and not running. `damaged`: its events cannot be read. */
export type SessionCondition = 'running' | 'pausing' | 'paused' | 'complete' | 'stopped' | 'new' | 'damaged';

export interface SessionSummary {
  readonly name: SessionName;
  /** `running`, `pausing` and `paused` only if a live build on this machine has claimed the session and its run has not ended. */
  readonly condition: SessionCondition;
  /** Whether a live build on this machine has claimed the session, be it only to show how its run ended. */
  readonly claimed: boolean;
  /** Whether a build runs the session and waits: for a provider, or for an answer of the user. */
  readonly waiting: boolean;
  /** The spec that the session belongs to, the same as `SessionState.spec`. */
  readonly spec: string | null;
  readonly model: string | null;
  readonly tasks: { readonly total: number; readonly completed: number; readonly open: number };
  readonly notes: number;
  readonly iterations: number;
  /** Total of the whole session; null if never reported. */
  readonly usage: IterationUsage | null;
  /** ISO time of the newest event. */
  readonly lastActivity: string | null;
}

/** What a summary says of the session's state. It is small, and is kept in a file of its own. */
export interface SessionFacts extends Omit<SessionSummary, 'name' | 'condition' | 'claimed'> {
  readonly completed: boolean;
  readonly pause: SessionState['pause'];
  readonly runOpen: boolean;
}

/** Returns the summary. `claimed` tells whether a live build has claimed the session. */
export function summarizeSession(name: SessionName, state: SessionState, claimed: boolean): SessionSummary {
  return summaryOf(name, factsOf(state), claimed);
}

/** Returns the same as `summarizeSession`, for facts that were kept. */
export function summaryOf(name: SessionName, facts: SessionFacts, claimed: boolean): SessionSummary {
  const { completed: _, pause: __, runOpen: ___, ...rest } = facts;
  const condition = conditionOf(facts, claimed);
  return { name, condition, claimed, ...rest, waiting: facts.waiting && condition === 'running' };
}

/** Returns the summary of a session whose events cannot be read. */
export function damagedSummary(name: SessionName): SessionSummary {
  return { ...summaryOf(name, factsOf(INITIAL_STATE), false), condition: 'damaged' };
}

export function factsOf(state: SessionState): SessionFacts {
  return {
    completed: state.completed,
    pause: state.pause,
    runOpen: state.runOpen,
    waiting: state.wait !== null || state.questions.wait !== null,
    spec: state.spec,
    model: state.model,
    tasks: countTasks(state),
    notes: state.notes.size,
    iterations: state.iterations.last,
    usage: state.usage,
    lastActivity: state.lastEventAt,
  };
}

function conditionOf(facts: SessionFacts, claimed: boolean): SessionCondition {
  if (claimed && facts.runOpen) return RUNNING[facts.pause];
  if (facts.completed) return 'complete';
  return facts.spec === null && facts.iterations === 0 ? 'new' : 'stopped';
}

const RUNNING = { none: 'running', requested: 'pausing', paused: 'paused' } as const;
