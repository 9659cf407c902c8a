// Decides which agent of the user's list works: when to wait for one, when to use another, and when to return.
import { FAILURE_CAUSE, type FailureCause } from './failure-cause.ts';
import type { AbsentAgent, AgentUse } from './run.ts';

/** How long an agent is left alone if nobody knows when it can work again, in milliseconds. */
const ABSENCE_MS = 3_600_000;

export interface Setback {
  readonly cause: FailureCause;
  /** How long to wait until the agent can probably continue, in milliseconds; undefined if waiting does not help. */
  readonly waitMs: number | undefined;
  /** How long the run has waited for the agent already, in milliseconds. */
  readonly waitedMs: number;
}

export interface AgentChoices {
  /** In the order of the user's preference. */
  readonly agents: readonly AgentUse[];
  readonly current: AgentUse;
  readonly absent: readonly AbsentAgent[];
  /** A longer wait is a reason to use another agent, in milliseconds. */
  readonly fallbackAfterMs: number;
  /** In milliseconds since the epoch. */
  readonly now: number;
}

/** What to do about a setback. Times are in milliseconds since the epoch. */
export type Remedy =
  | { readonly type: 'give-up' }
  | {
      readonly type: 'wait';
      readonly cause: FailureCause;
      readonly until: number;
      /** Continues after the wait: the current agent, or another one that can continue earlier. */
      readonly agent: AgentUse;
      /** When the current agent is tried again if it is not the one that continues. */
      readonly absentUntil: number;
    }
  /** Another agent continues at once. */
  | { readonly type: 'switch'; readonly to: AgentUse; readonly absentUntil: number };

/** Decides what to do about a setback of the current agent. */
export function remedyFor({ cause, waitMs, waitedMs }: Setback, choices: AgentChoices): Remedy {
  const { current, agents, fallbackAfterMs, now } = choices;
  const isWorthWaiting = waitMs !== undefined && waitMs + waitedMs <= fallbackAfterMs;
  if (waitMs !== undefined && (isWorthWaiting || agents.length === 1)) {
    const until = now + waitMs;
    return { type: 'wait', cause, until, agent: current, absentUntil: until };
  }
  const absentUntil = now + (waitMs ?? ABSENCE_MS);
  const to = nextAgent(choices);
  if (to) return { type: 'switch', to, absentUntil };
  const own = waitMs === undefined ? [] : [{ cause, until: absentUntil, agent: current }];
  const [first] = [...own, ...returning(choices)].sort((a, b) => a.until - b.until);
  return first ? { type: 'wait', ...first, absentUntil } : { type: 'give-up' };
}

/** Returns the agent that takes over from one that failed repeatedly or refused, undefined if there is none. */
export function replacementFor(choices: AgentChoices): Extract<Remedy, { type: 'switch' }> | undefined {
  const to = nextAgent(choices);
  return to && { type: 'switch', to, absentUntil: choices.now + ABSENCE_MS };
}

/** Returns the agent to use from now on: the first one that is not absent, or the current one if all are. */
export function preferredAgent(choices: AgentChoices): AgentUse {
  return choices.agents.find((agent) => !isAbsent(agent, choices)) ?? choices.current;
}

function nextAgent(choices: AgentChoices): AgentUse | undefined {
  return choices.agents.find((agent) => !isSameAgent(agent, choices.current) && !isAbsent(agent, choices));
}

/** Returns the absent agents that can continue by themselves, with the time. */
function returning({ agents, current, absent }: AgentChoices) {
  return agents.flatMap((agent) => {
    const left = absent.find((other) => isSameAgent(other, agent));
    if (!left || isSameAgent(agent, current) || !passesByItself(left.cause)) return [];
    return [{ cause: left.cause, until: Date.parse(left.until), agent }];
  });
}

function isAbsent(agent: AgentUse, { absent, now }: AgentChoices): boolean {
  return absent.some((left) => isSameAgent(left, agent) && Date.parse(left.until) > now);
}

export function isSameAgent(a: AgentUse, b: AgentUse): boolean {
  return a.agent === b.agent && a.model === b.model;
}

/** Whether the cause of an absence passes without the user. */
export function passesByItself(cause: AbsentAgent['cause']): cause is FailureCause {
  return cause in FAILURE_CAUSE && FAILURE_CAUSE[cause as FailureCause].effect === 'wait';
}
