// Specifies the composed notifications of a run: a wait is told while it lasts, and where a failed delivery is shown.

import { expect, it } from 'vitest';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import type { Deliveries } from '../../../application/notify/deliveries.ts';
import { NO_LOG } from '../../../application/ports/logger.port.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { KnownSecrets } from '../../../application/secrets/known-secrets.ts';
import type { SessionRegistry } from '../../../application/session/session-registry.ts';
import { notifyRuns } from '../../../bootstrap/notify-runs.ts';
import { INITIAL_STATE } from '../../../domain/session/session.state.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { NOTHING_TO_REPORT } from '../../support/nothing-to-report.ts';
import { receiver, status } from '../../support/receiver.ts';

const SESSION = sessionName('todo');
const USAGE = { inputTokens: 1, outputTokens: 2, totalTokens: 3, cost: { amount: 0.5, currency: 'USD' } };

const STARTED: RunEvent = {
  type: 'run-started',
  ...{ session: SESSION, spec: 's', model: '', mode: null, limit: 0 },
  agent: { name: 'a', version: '1', mcpHttp: true } as never,
};

const WAITS: RunEvent = {
  type: 'recorded',
  recorded: {
    meta: { id: '1', session: SESSION, time: '2026-03-29T08:00:00.000Z', iteration: 4, actor: 'loop' },
    event: {
      type: 'WaitStarted',
      data: { cause: 'network', reason: 'gone', until: '2026-03-29T08:05:00.000Z', agent: 'claude' },
    },
  },
};

const ENDED: RunEvent = {
  type: 'run-ended',
  result: {
    ...{
      reason: 'failed',
      message: 'gone',
      iterations: [],
      ...NOTHING_TO_REPORT,
      usage: null,
      shares: [],
      proof: null,
      forecast: null,
      durationMs: 1,
    },
    tasks: { total: 0, completed: 0, open: 0 },
  },
};

function notified(notify: string, notifyOn: readonly string[] = ['wait', 'failed']) {
  const shown: RunEvent[] = [];
  const late: string[] = [];
  const open: Pick<Deliveries, 'close'>[] = [];
  const state = { ...INITIAL_STATE, spec: 'specs/todo.md', usage: USAGE };
  const observers = notifyRuns(
    SESSION,
    { notify: (event) => void shown.push(event) },
    {
      config: { notify, notifyOn },
      env: {},
      cwd: '/',
      secrets: new KnownSecrets(),
      sessions: { get: () => ({ state }) } as unknown as SessionRegistry,
      processes: UNRECORDED_PROCESSES,
      logger: NO_LOG,
      clock: { now: () => new Date('2026-03-29T08:00:01Z'), after: () => () => undefined } as never,
      atExit: { add: (deliveries) => void open.push(deliveries), warnLate: (line) => void late.push(line) },
    },
  );
  const notifyAll = (...events: RunEvent[]): void => {
    for (const event of events) for (const observer of observers) observer.notify(event);
  };
  const close = () => Promise.all(open.map((deliveries) => deliveries.close(5_000)));
  return { notifyAll, close, shown, late, observers };
}

it('tells of a wait with what the session has used so far', async () => {
  const { url, documents } = await receiver();
  const { notifyAll, close } = notified(url);
  notifyAll(STARTED, WAITS);
  await close();
  expect(documents()).toMatchObject([
    {
      ...{ v: 1, event: 'wait', session: 'todo', spec: 'specs/todo.md', iteration: 0 },
      ...{ tokens: 3, cost: { amount: 0.5, currency: 'USD' }, time: '2026-03-29T08:00:01.000Z' },
      wait: { cause: 'network', until: '2026-03-29T08:05:00.000Z', agent: 'claude' },
      text: expect.stringMatching(/^iteratr todo: claude waits until .*: the provider cannot be reached$/),
    },
  ]);
});

it('shows a failed delivery in the log of the run, and after its end when the screen is released', async () => {
  const { url } = await receiver(status(404), status(410));
  const { notifyAll, close, shown, late } = notified(url);
  notifyAll(STARTED, WAITS);
  await close();
  expect(shown).toEqual([
    { type: 'notice', level: 'warning', message: expect.stringMatching(/answered HTTP 404$/) },
  ]);
  notifyAll(ENDED);
  await close();
  expect([shown.length, late]).toEqual([1, [expect.stringMatching(/not delivered: .* answered HTTP 410$/)]]);
});

it('observes nothing without a place to send to', () => {
  expect(notified('').observers).toEqual([]);
});
