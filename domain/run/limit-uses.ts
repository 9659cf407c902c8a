// Computes how much of each limit is used, from the state of the session.
import type { Cost, IterationUsage } from '../iteration/iteration.ts';
import { addUsage, costsOf, tokensOf, totalUsage } from '../iteration/iteration-usage.ts';
import type { SessionState } from '../session/session.state.ts';
import { LIMIT_KINDS, type Limits, type LimitUse, type ScopeLimits } from './limits.ts';
import { runMs, workedMs } from './spent.ts';

/**
 * Returns the use of each limit that is set, those of the run first. `running` is the usage that is not recorded yet, `now` in
 * milliseconds since the epoch.
 */
export function limitUses(
  limits: Limits,
  { spent, iterations, usage }: Pick<SessionState, 'spent' | 'iterations' | 'usage'>,
  now: number,
  running: IterationUsage | null = null,
): readonly LimitUse[] {
  const { session } = limits;
  return [
    ...usesOf('run', limits, {
      iterations: spent.runIterations,
      ms: runMs(spent, now),
      usage: addUsage(totalUsage(spent.runShares), running),
    }),
    ...usesOf('session', session, {
      iterations: iterations.last,
      ms: workedMs(spent, now),
      usage: addUsage(usage, running),
    }),
  ];
}

function usesOf(
  scope: LimitUse['scope'],
  limits: ScopeLimits,
  { iterations, ms, usage }: { iterations: number; ms: number; usage: IterationUsage | null },
): LimitUse[] {
  const most = costsOf(usage).reduce<Cost | undefined>(
    (max, cost) => (max && max.amount >= cost.amount ? max : cost),
    undefined,
  );
  const used = { iterations, minutes: ms / 60_000, cost: most?.amount ?? 0, tokens: tokensOf(usage) ?? 0 };
  return LIMIT_KINDS.filter((kind) => limits[kind] > 0).map((kind) => ({
    scope,
    kind,
    limit: limits[kind],
    used: used[kind],
    ...(kind === 'cost' && most && { currency: most.currency }),
    ...(kind === 'cost' && most?.estimated && { estimated: true }),
  }));
}
