// Adds up what the agent of the running iteration reports, because it is recorded only when the iteration ends.
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import type { Cost, IterationUsage } from '../../../domain/iteration/iteration.ts';
import { addUsage, costFields, costsOf } from '../../../domain/iteration/iteration-usage.ts';

const RECORDED: ReadonlySet<string> = new Set([
  'IterationStarted',
  'IterationEnded',
  'UsageRecorded',
  'RunEnded',
]);

/** Returns the usage that is not recorded yet after an event; null for none. */
export function runningUsage(before: IterationUsage | null, event: RunEvent): IterationUsage | null {
  if (event.type === 'recorded') return RECORDED.has(event.recorded.event.type) ? null : before;
  if (event.type !== 'agent') return before;
  const reported = event.event;
  if (reported.type === 'context-usage' && reported.cost) return withCost(before, reported.cost);
  if (reported.type === 'turn-ended' && reported.usage) {
    return addUsage(before, { ...reported.usage, cost: null });
  }
  return before;
}

/** An agent reports the cost of its context so far. A lower one than before is that of a fresh context. */
function withCost(before: IterationUsage | null, cost: Cost): IterationUsage {
  const tokens = before ?? { inputTokens: null, outputTokens: null, totalTokens: null };
  const { inputTokens, outputTokens, totalTokens } = tokens;
  const kept = costsOf(before).filter(
    ({ currency, amount }) => currency !== cost.currency || amount > cost.amount,
  );
  return { inputTokens, outputTokens, totalTokens, ...costFields([...kept, cost]) };
}
