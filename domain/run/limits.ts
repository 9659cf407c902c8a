// The limits of a run and of a session, and how much of each is used. A run may overshoot a limit by the turn under way.

export const LIMIT_KINDS = ['iterations', 'minutes', 'cost', 'tokens'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/**
 * 0: no limit. The minutes of a run are wall clock time without pauses, those of a session the working time of its iterations.
 * Cost is an amount of each currency for itself; tokens and cost count for all agents and roles.
 */
export type ScopeLimits = Readonly<Record<LimitKind, number>>;

/** The limits of a run, and those of the session over all its runs. */
export interface Limits extends ScopeLimits {
  readonly session: ScopeLimits;
}

const NONE: ScopeLimits = { iterations: 0, minutes: 0, cost: 0, tokens: 0 };
export const NO_LIMITS: Limits = { ...NONE, session: NONE };

/** How much of one limit is used. */
export interface LimitUse {
  readonly scope: 'run' | 'session';
  readonly kind: LimitKind;
  readonly limit: number;
  readonly used: number;
  /** Of a cost: the currency of which most was paid, and whether the amount was computed. */
  readonly currency?: string;
  readonly estimated?: true;
}

/** The user is told once when this part of a limit is used. */
const NEAR = 0.8;
/** A running turn is cancelled at this multiple of a cost or token limit. */
const OVERRUN = 2;
/** And this many minutes after a time limit. */
export const GRACE_MINUTES = 10;

/** Whether no further iteration may start. */
export function isReached({ limit, used }: LimitUse): boolean {
  return used >= limit;
}

/** Whether the user should know that the limit comes near. */
export function isNear({ limit, used }: LimitUse): boolean {
  return used >= limit * NEAR;
}

/** Whether even a running turn must end. */
export function isOverrun({ kind, limit, used }: LimitUse): boolean {
  if (kind === 'iterations') return false;
  return used >= (kind === 'minutes' ? limit + GRACE_MINUTES : limit * OVERRUN);
}
