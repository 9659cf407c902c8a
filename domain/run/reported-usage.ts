// Decides whether a limit can be counted at all: an agent that reports no cost, or no tokens, would never reach it.

import type { IterationUsage } from '../iteration/iteration.ts';
import { costsOf, tokensOf } from '../iteration/iteration-usage.ts';
import type { SessionState } from '../session/session.state.ts';
import { LIMIT_KINDS, type Limits } from './limits.ts';
import type { AgentUse } from './run.ts';

/** What agents may fail to report. */
export type ReportedKind = 'cost' | 'tokens';

export interface Unreported {
  /** The limits that cannot be counted, at least one. */
  readonly kinds: readonly ReportedKind[];
  /** Whether another limit bounds the run, so that it can continue. */
  readonly isBounded: boolean;
  /** The agent that reports nothing. */
  readonly use: AgentUse;
}

/**
 * Returns the limits that have no effect after the last iteration, if it finished, because its agent never reported with its
 * model what they limit. Returns undefined if all limits work.
 */
export function unreportedLimits(
  limits: Limits,
  { iterations, usageShares }: Pick<SessionState, 'iterations' | 'usageShares'>,
  { agent, model }: AgentUse,
): Unreported | undefined {
  if (iterations.recent.at(-1)?.outcome !== 'finished') return undefined;
  const known = usageShares.filter((share) => share.agent === agent && share.model === model);
  const kinds = (['cost', 'tokens'] as const).filter(
    (kind) => isSet(limits, kind) && !known.some(({ usage }) => IS_REPORTED[kind](usage)),
  );
  if (kinds.length === 0) return undefined;
  const others = LIMIT_KINDS.filter((kind) => !kinds.some((unreported) => unreported === kind));
  return { kinds, isBounded: others.some((kind) => isSet(limits, kind)), use: { agent, model } };
}

/** An agent that knows no prices reports a cost of 0. A computed cost of 0 is what the user's prices say. */
const IS_REPORTED: Readonly<Record<ReportedKind, (usage: IterationUsage) => boolean>> = {
  cost: (usage) => costsOf(usage).some(({ amount, estimated }) => amount > 0 || estimated),
  tokens: (usage) => (tokensOf(usage) ?? 0) > 0,
};

function isSet(limits: Limits, kind: keyof Limits['session']): boolean {
  return limits[kind] > 0 || limits.session[kind] > 0;
}
