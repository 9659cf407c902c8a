// A run: one build of a session, from its start to its stop reason.

import { FAILURE_CAUSES, type FailureCause } from './failure-cause.ts';

/** `requested`: the loop pauses after the running iteration. `paused`: the loop waits. */
export type Pause = 'none' | 'requested' | 'paused';

/** What a run waits for, and how long. */
export interface Wait {
  readonly cause: FailureCause;
  /** What the agent said. */
  readonly reason: string;
  /** When it ends, ISO 8601. */
  readonly until: string;
  /** The agent that cannot continue, by the name that the user knows. */
  readonly agent: string;
}

/** An agent with its model, as the user named them; model '' if the agent chose it. */
export interface AgentUse {
  readonly agent: string;
  readonly model: string;
}

/** An agent that a run does not use for now. */
export interface AbsentAgent extends AgentUse {
  /** Why another agent took over. */
  readonly cause: SwitchCause;
  /** When it is tried again, ISO 8601. */
  readonly until: string;
}

/** `failures`: failed repeatedly. `refusal`: refused to work. `available`: an agent earlier in the list can be used again. */
export const SWITCH_CAUSES = [...FAILURE_CAUSES, 'failures', 'refusal', 'available'] as const;
export type SwitchCause = (typeof SWITCH_CAUSES)[number];

/** The files of a run that stayed uncommitted when it ended. */
export interface UncommittedFiles {
  /** The first paths, relative to the work tree, sorted. */
  readonly files: readonly string[];
  /** Number of further files. */
  readonly leftOut: number;
}

export const NOTHING_UNCOMMITTED: UncommittedFiles = { files: [], leftOut: 0 };

/** The process that a run was taken from. */
export interface TakenFrom {
  readonly host: string;
  readonly pid: number;
}

/** The record of a hook that ran. */
export interface HookRun {
  readonly point: string;
  readonly command: string;
  /** null if a signal ended it. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** '' if it succeeded. */
  readonly error: string;
}
