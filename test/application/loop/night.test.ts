// A night in fast-forward: forty tasks, two agents, and everything that ends the nights of other loops.
import { expect, it } from 'vitest';
import { AdapterError } from '../../../application/errors.ts';
import type { AgentFailure } from '../../../application/ports/agent.port.ts';
import { Harness, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const MINUTE = 60_000;
const TASKS = 40;
const CODEX = { agent: 'codex', model: '' };

type Trouble = AgentFailure | 'crash' | 'hang' | 'told';

/** What goes wrong in which turn of the night, counted from 1; all other turns do a task. */
const TROUBLES: ReadonlyMap<number, Trouble> = new Map<number, Trouble>([
  // A burst of requests.
  [4, { cause: 'rate_limited', retryAfterMs: 20_000 }],
  [5, { cause: 'rate_limited', retryAfterMs: 40_000 }],
  [6, { cause: 'rate_limited' }],
  [9, 'crash'],
  // The network is down for three and a half minutes.
  [12, { cause: 'network' }],
  [13, { cause: 'network' }],
  [14, { cause: 'network' }],
  [18, 'hang'],
  // The usage of five hours is used up; it resets two hours ahead. The other agent continues.
  [22, { cause: 'usage_window', retryAfterMs: 120 * MINUTE }],
  [26, { cause: 'overloaded' }],
  // The login of the other agent expires, so that the first one is waited for.
  [30, { cause: 'login' }],
  [36, 'told'],
  [41, { cause: 'context_too_long' }],
]);

it('a night with bursts, an outage, a usage window, an expired login, a crash and a hang gets everything done', async () => {
  let played = 0;
  let spentCents = 0;

  const turn: Turn = async (context) => {
    played++;
    const cents = 3 + (played % 11);
    spentCents += cents;
    context.emit({
      type: 'context-usage',
      used: 1_000,
      size: 100_000,
      cost: { amount: cents / 100, currency: 'USD' },
    });
    const trouble = TROUBLES.get(played);
    return trouble === undefined ? work(context) : suffer(trouble, context);
  };

  const work: Turn = async ({ tool }) => {
    harness.clock.elapse(9 * MINUTE);
    const { data } = await tool('task-next');
    const { id } = data as { id: string };
    await tool('task-status', { id, status: 'in_progress' });
    await tool('task-status', { id, status: 'completed' });
    if (id === `TAS-${TASKS}`) await tool('session-complete');
  };

  const suffer = async (trouble: Trouble, { signal, told }: Parameters<Turn>[0]) => {
    if (trouble === 'crash') throw new AdapterError('AGENT.EXITED', 'the agent is gone', { retryable: true });
    if (trouble === 'told') {
      told({
        message: 'Error: 429 Too Many Requests',
        failure: { cause: 'rate_limited', retryAfterMs: MINUTE },
      });
    } else if (trouble === 'hang') {
      harness.clock.elapse(11 * MINUTE);
      expect(signal.aborted).toBe(true);
    } else {
      const retryable = trouble.cause !== 'login';
      throw new AdapterError('AGENT.REFUSED', `no: ${trouble.cause}`, { retryable, failure: trouble });
    }
    return undefined;
  };

  const turns = Array.from({ length: 100 }, () => turn);
  const harness = new Harness({ turns, others: [{ use: CODEX, turns }] });
  const tasks = Array.from({ length: TASKS }, (_, index) => ({ content: `task ${index + 1}` }));
  await harness.tool('task-batch-add', { tasks });

  const { reason, iterations, tasks: counts } = await harness.run();

  expect({ reason, counts }).toEqual({
    reason: 'complete',
    counts: { total: TASKS, completed: TASKS, open: 0 },
  });
  // No wait is a failure or an iteration: only the crash, the hang and the context that was too long are.
  expect(iterations).toHaveLength(TASKS + 3);
  expect(iterations.flatMap(({ cause = [] }) => cause)).toEqual(['crashed', 'hung', 'context_too_long']);

  const events = await harness.events();
  const switches = events.flatMap((event) =>
    event.type === 'AgentSwitched'
      ? [`${event.data.from.agent} to ${event.data.to.agent}: ${event.data.cause}`]
      : [],
  );
  expect(switches).toEqual(['fake to codex: usage_window', 'codex to fake: login']);
  const waits = events.flatMap((event) => (event.type === 'WaitStarted' ? [event.data.cause] : []));
  expect(waits).toEqual([
    ...['rate_limited', 'rate_limited', 'rate_limited', 'network', 'network', 'network'],
    ...['overloaded', 'usage_window', 'rate_limited'],
  ]);
  expect(events.filter(({ type }) => type === 'WaitEnded')).toHaveLength(waits.length);

  const { usage, usageShares } = harness.sessions.get(SESSION).state;
  const total = usage?.cost?.amount ?? 0;
  expect(total.toFixed(2)).toBe((spentCents / 100).toFixed(2));
  const shares = usageShares.reduce((sum, share) => sum + (share.usage.cost?.amount ?? 0), 0);
  expect(shares.toFixed(2)).toBe((spentCents / 100).toFixed(2));
});
