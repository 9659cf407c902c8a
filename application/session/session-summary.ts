// What there is to say about a session in one line of a list.
import type { IterationUsage } from '../../domain/iteration/iteration.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { countTasks } from './describe-session.ts';

/** `new`: no build has run it yet. `stopped`: one has, none does now, and it is not complete. */
export type SessionCondition = 'running' | 'pausing' | 'paused' | 'complete' | 'stopped' | 'new';

export interface SessionSummary {
  readonly name: SessionName;
  /** `running`, `pausing` and `paused` only where a live build has it. */
  readonly condition: SessionCondition;
  /** The spec it belongs to, as `SessionState` has it. */
  readonly spec: string | null;
  readonly model: string | null;
  readonly tasks: { readonly total: number; readonly completed: number; readonly open: number };
  readonly notes: number;
  readonly iterations: number;
  /** Summed over the whole session; null when never reported. */
  readonly usage: IterationUsage | null;
  /** ISO time of the newest event. */
  readonly lastActivity: string | null;
}

/** `isRunning`: whether a live build has the session. */
export function summarizeSession(name: SessionName, state: SessionState, isRunning: boolean): SessionSummary {
  return {
    name,
    condition: conditionOf(state, isRunning),
    spec: state.spec,
    model: state.model,
    tasks: countTasks(state),
    notes: state.notes.size,
    iterations: state.iterations.last,
    usage: state.usage,
    lastActivity: state.lastEventAt,
  };
}

function conditionOf(state: SessionState, isRunning: boolean): SessionCondition {
  if (isRunning) return RUNNING[state.pause];
  if (state.completed) return 'complete';
  return state.spec === null && state.iterations.last === 0 ? 'new' : 'stopped';
}

const RUNNING = { none: 'running', requested: 'pausing', paused: 'paused' } as const;
