// The sessions of a store, as the switcher lists them.
import type { SessionSummary } from '../../../../application/session/session-summary.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { START } from './sample-model.ts';

export function summary(name: string, rest: Partial<SessionSummary> = {}): SessionSummary {
  return {
    name: sessionName(name),
    ...{
      condition: 'stopped',
      claimed: false,
      waiting: false,
      spec: null,
      model: null,
      notes: 0,
      iterations: 1,
    },
    tasks: { total: 0, completed: 0, open: 0 },
    usage: null,
    lastActivity: new Date(START - 7_200_000).toISOString(),
    ...rest,
  };
}

const USAGE = { inputTokens: 1, outputTokens: 1, totalTokens: 2, cost: { amount: 0.97, currency: 'USD' } };

export const LIST: readonly SessionSummary[] = [
  summary('parser', { condition: 'running', tasks: { total: 7, completed: 1, open: 5 }, usage: USAGE }),
  summary('user-auth', { condition: 'running', waiting: true, tasks: { total: 13, completed: 3, open: 10 } }),
  summary('billing', { condition: 'complete', tasks: { total: 4, completed: 4, open: 0 }, usage: USAGE }),
  summary('認証-with-a-name-that-is-as-long-as-names-can-be-and-longer-x', { condition: 'damaged' }),
  summary('draft', { condition: 'new', lastActivity: null }),
];
