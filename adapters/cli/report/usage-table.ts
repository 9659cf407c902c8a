// Formats usage by role, agent and model as a table.
import { formatCost, formatTokens } from '../../../application/wording/count.ts';
import { plainLine } from '../../../application/wording/plain-text.ts';
import type { UsageShare } from '../../../domain/iteration/iteration.ts';

const NAME_LENGTH = 80;

export const USAGE_HEADER = ['role', 'agent', 'model', 'tokens', 'cost'] as const;

/** Returns the cells of a row for each share; `-` for what is not known. */
export function usageRows(shares: readonly UsageShare[]): string[][] {
  return shares.map(({ role, agent, model, usage }) => [
    role,
    plainLine(agent, NAME_LENGTH) || '-',
    plainLine(model, NAME_LENGTH) || '-',
    formatTokens(usage).replace(' tokens', '') || '-',
    formatCost(usage) || '-',
  ]);
}
