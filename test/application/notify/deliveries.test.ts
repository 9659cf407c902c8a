// Specifies the queue of notifications: order, warnings, secrets, and giving up at the exit.
import { expect, it } from 'vitest';
import { Deliveries } from '../../../application/notify/deliveries.ts';
import { notification, testNotification } from '../../../application/notify/notification.ts';
import { NO_LOG } from '../../../application/ports/logger.port.ts';
import type { Delivered, Undelivered } from '../../../application/ports/notifier.port.ts';
import { KnownSecrets } from '../../../application/secrets/known-secrets.ts';

const WHERE = { host: 'box', time: new Date('2026-03-29T08:00:00Z') };
const SESSION = {
  session: 'todo',
  spec: 'specs/todo.md',
  tasks: { total: 2, completed: 2, open: 0 },
  iteration: 3,
  usage: null,
};

function queue(deliver: (json: string, signal: AbortSignal) => Promise<Delivered | Undelivered>) {
  const warnings: string[] = [];
  const secrets = new KnownSecrets([{ name: 'DB_PASSWORD', value: 'hunter2hunter2' }]);
  const warn = (message: string): void => void warnings.push(message);
  const deliveries = new Deliveries({ notifier: { deliver }, secrets, logger: NO_LOG, warn });
  const add = (message: string): void =>
    deliveries.add(notification({ type: 'failed', message }, SESSION, WHERE));
  return { deliveries, warnings, add };
}

const OK = { ok: true, answer: '' } as const;

it('delivers one at a time, in order', async () => {
  const log: string[] = [];
  const { deliveries, warnings, add } = queue(async (json) => {
    const { message } = JSON.parse(json);
    log.push(`begin ${message}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    log.push(`end ${message}`);
    return OK;
  });
  for (const message of ['1', '2', '3']) add(message);
  await deliveries.close(5_000);
  expect(log).toEqual(['1', '2', '3'].flatMap((message) => [`begin ${message}`, `end ${message}`]));
  expect(warnings).toEqual([]);
});

it('sends a documented document: plain text of bounded length, without secrets', async () => {
  const sent: string[] = [];
  const { deliveries, add } = queue(async (json) => {
    sent.push(json);
    return OK;
  });
  add(`\x1b[31mred\x07 "hunter2hunter2"\nline \u202e${'x'.repeat(2_000)}`);
  await deliveries.close(5_000);
  const { text, message, ...rest } = JSON.parse(sent[0] ?? '');
  expect(message).toMatch(/^red "\[secret: DB_PASSWORD\]" line x{900,}…$/);
  expect(message).toHaveLength(1_000);
  expect(text).toMatch(/^iteratr todo: red "\[secret/);
  expect(rest).toEqual({
    ...{ v: 1, event: 'failed', time: '2026-03-29T08:00:00.000Z', host: 'box' },
    ...{ session: 'todo', spec: 'specs/todo.md', tasks: { total: 2, completed: 2, open: 0 } },
    ...{ iteration: 3, tokens: null, cost: null },
  });
});

it('warns once for each kind of failure, without secrets', async () => {
  const kinds = ['HTTP 503', 'HTTP 503', 'timeout', 'HTTP 503'];
  const { deliveries, warnings, add } = queue(async () => {
    const kind = kinds.shift() ?? '';
    return { ok: false, kind, problem: `x answered ${kind}: hunter2hunter2` };
  });
  for (let count = 0; count < 4; count += 1) add('m');
  await deliveries.close(5_000);
  expect(warnings).toEqual([
    'a notification was not delivered: x answered HTTP 503: [secret: DB_PASSWORD]',
    'a notification was not delivered: x answered timeout: [secret: DB_PASSWORD]',
  ]);
});

it('gives up at the exit what takes too long, and says how many', async () => {
  const { deliveries, warnings, add } = queue(
    (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ ok: false, kind: 'late', problem: 'late' }));
      }),
  );
  for (const message of ['1', '2']) add(message);
  await deliveries.close(20);
  expect(warnings).toEqual(['2 notifications were not delivered in time']);
});

it('has a document for a test', () => {
  expect(testNotification(WHERE)).toEqual({
    ...{ v: 1, event: 'test', time: '2026-03-29T08:00:00.000Z', host: 'box' },
    text: 'iteratr: a test notification from box',
    message: 'a test notification from box',
  });
});
