// Summarizes a session for a line of a list.
import type { IterationUsage } from '../../domain/iteration/iteration.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { countTasks } from './describe-session.ts';

/** `new`: never built. `stopped`: built before, not complete, and not running. */
export type SessionCondition = 'running' | 'pausing' | 'paused' | 'complete' | 'stopped' | 'new';

export interface SessionSummary {
  readonly name: SessionName;
  /** `running`, `pausing` and `paused` only if a live build on this machine has claimed the session and its run has not ended. */
  readonly condition: SessionCondition;
  /** Whether a live build on this machine has claimed the session, be it only to show how its run ended. */
  readonly claimed: boolean;
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

export function summarizeSession(name: SessionName, state: SessionState, claimed: boolean): SessionSummary {
  return {
    name,
    condition: conditionOf(state, claimed),
    claimed,
    spec: state.spec,
    model: state.model,
    tasks: countTasks(state),
    notes: state.notes.size,
    iterations: state.iterations.last,
    usage: state.usage,
    lastActivity: state.lastEventAt,
  };
}

function conditionOf(state: SessionState, claimed: boolean): SessionCondition {
  if (claimed && state.runOpen) return RUNNING[state.pause];
  if (state.completed) return 'complete';
  return state.spec === null && state.iterations.last === 0 ? 'new' : 'stopped';
}

const RUNNING = { none: 'running', requested: 'pausing', paused: 'paused' } as const;
