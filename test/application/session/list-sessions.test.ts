// Specifies the list of sessions: what each is doing, how far it is, what it cost.
import { describe, expect, it } from 'vitest';
import { MemoryEventStore } from '../../../adapters/memory/memory-event-store.ts';
import { MemorySnapshotStore } from '../../../adapters/memory/memory-snapshot-store.ts';
import { AdapterError } from '../../../application/errors.ts';
import type { Snapshot, SnapshotStore } from '../../../application/ports/snapshot-store.port.ts';
import { ListSessions } from '../../../application/session/list-sessions.ts';
import { SessionRegistry } from '../../../application/session/session-registry.ts';
import { type SessionCondition, summarizeSession } from '../../../application/session/session-summary.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { INITIAL_STATE } from '../../../domain/session/session.state.ts';
import { type SessionName, sessionName } from '../../../domain/session/session-name.ts';
import { taskId } from '../../../domain/task/task.ts';
import { accepted } from '../../support/decider-spec.ts';
import { FakeClock } from '../../support/harness.ts';

const A = sessionName('a');
const B = sessionName('b');

const START: SessionCommand = {
  type: 'StartRun',
  session: A,
  spec: { named: './specs/a.md', path: 'specs/a.md' },
  model: 'fake/m',
};
const ADD: SessionCommand = { type: 'AddTasks', tasks: [{ content: 'one' }, { content: 'two' }] };
const END: SessionCommand = { type: 'EndRun', reason: 'complete' };
const DONE: readonly SessionCommand[] = [
  { type: 'ChangeTaskStatus', id: taskId(1), status: 'completed' },
  { type: 'ChangeTaskStatus', id: taskId(2), status: 'cancelled' },
  { type: 'CompleteSession' },
];
const ENDED: SessionCommand = {
  type: 'EndIteration',
  outcome: 'finished',
  reason: 'end_turn',
  filesChanged: [],
  shares: [
    {
      role: 'work',
      agent: 'opencode',
      model: 'm',
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3, cost: { amount: 0.25, currency: 'USD' } },
    },
  ],
};

class Sessions {
  readonly store = new MemoryEventStore();
  readonly clock = new FakeClock();
  readonly running = new Set<SessionName>();
  readonly damaged = new Set<SessionName>();
  read = 0;
  #id = 0;

  readonly snapshots: SnapshotStore = new MemorySnapshotStore();
  readonly summaries: SnapshotStore = new MemorySnapshotStore();

  registry(): SessionRegistry {
    const events = {
      append: this.store.append.bind(this.store),
      subscribe: this.store.subscribe.bind(this.store),
      readBack: this.store.readBack.bind(this.store),
      read: (...args: Parameters<MemoryEventStore['read']>) => this.#counted(...args),
    };
    const ids = { next: () => `event-${++this.#id}` };
    const { snapshots, summaries, clock } = this;
    return new SessionRegistry({ events, snapshots, summaries, clock, ids }, this.store);
  }

  async do(name: SessionName, ...commands: SessionCommand[]): Promise<void> {
    const registry = this.registry();
    for (const command of commands) await registry.get(name).execute(command, 'user');
    await registry.closeAll();
  }

  async list() {
    const registry = this.registry();
    const all = await new ListSessions(registry, this.store, {
      running: async () => this.running,
    }).execute();
    await registry.closeAll();
    return all;
  }

  async *#counted(...args: Parameters<MemoryEventStore['read']>) {
    if (this.damaged.has(args[0])) throw new AdapterError('STORE.CORRUPT', 'it cannot be read');
    for await (const commit of this.store.read(...args)) {
      this.read++;
      yield commit;
    }
  }
}

it('lists nothing where there is nothing', async () => {
  expect(await new Sessions().list()).toEqual([]);
});

it('sums a session up, the one with the latest event first', async () => {
  const sessions = new Sessions();
  const iteration: SessionCommand = { type: 'StartIteration', agent: 'opencode', model: 'fake/m' };
  await sessions.do(B, START, ADD, iteration, ENDED, iteration, ENDED);
  await sessions.do(A, ADD, { type: 'AddNote', noteType: 'tip', content: 'x' });
  await sessions.do(B, { type: 'ChangeTaskStatus', id: taskId(1), status: 'completed' });
  const [first, second] = await sessions.list();
  expect(first).toEqual({
    name: 'b',
    condition: 'stopped',
    claimed: false,
    waiting: false,
    spec: 'specs/a.md',
    model: 'fake/m',
    tasks: { total: 2, completed: 1, open: 1 },
    notes: 0,
    iterations: 2,
    usage: { inputTokens: 2, outputTokens: 4, totalTokens: 6, cost: { amount: 0.5, currency: 'USD' } },
    lastActivity: expect.stringMatching(/^2026-01-01T/),
  });
  expect(second).toMatchObject({ name: 'a', condition: 'new', spec: null, notes: 1, usage: null });
  expect((first?.lastActivity ?? '') > (second?.lastActivity ?? '')).toBe(true);
});

it('says that a running session waits, from the kept summary as well', async () => {
  const sessions = new Sessions();
  const wait = {
    agent: 'opencode',
    cause: 'rate_limited',
    reason: 'slow down',
    until: '2026-01-01T01:00:00Z',
  } as const;
  await sessions.do(A, START, { type: 'BeginWait', wait });
  expect(await sessions.list()).toMatchObject([{ condition: 'stopped', waiting: false }]);
  sessions.running.add(A);
  expect(await sessions.list()).toMatchObject([{ condition: 'running', waiting: true }]);
  await sessions.do(A, { type: 'EndWait' });
  expect(await sessions.list()).toMatchObject([{ condition: 'running', waiting: false }]);
});

describe('the kept summary', () => {
  async function built(): Promise<Sessions> {
    const sessions = new Sessions();
    const commands = Array.from({ length: 400 }, (): SessionCommand => ({ type: 'RequestResume' }));
    await sessions.do(A, START, ADD, ...commands);
    sessions.read = 0;
    return sessions;
  }
  const LISTED = [{ condition: 'stopped', tasks: { total: 2 } }];

  it('is left by the process that changed the session, so that a list reads no events', async () => {
    const sessions = await built();
    expect(await sessions.list()).toMatchObject(LISTED);
    expect(sessions.read).toBe(0);
  });

  it('is made by the first list if it is missing', async () => {
    const sessions = await built();
    await sessions.summaries.delete(A);
    expect(await sessions.list()).toMatchObject(LISTED);
    expect(sessions.read).toBeGreaterThan(0);
    sessions.read = 0;
    expect(await sessions.list()).toMatchObject(LISTED);
    expect(sessions.read).toBe(0);
  });

  it('is not used if the session has changed since, as in a build that was killed', async () => {
    const sessions = await built();
    const events = sessions.registry();
    await events.get(A).execute({ type: 'AddTasks', tasks: [{ content: 'three' }] }, 'user');
    expect(await sessions.list()).toMatchObject([{ tasks: { total: 3 } }]);
  });

  it('is not used if it is damaged or of another version', async () => {
    for (const change of [
      { state: { completed: true } },
      { state: 'nonsense' },
      { state: null },
      { catalogue: 'facts@0' },
      { version: 1_000_000 },
    ]) {
      const sessions = await built();
      const kept = await sessions.summaries.load(A);
      await sessions.summaries.save(A, { ...(kept as Snapshot), ...change });
      expect(await sessions.list()).toMatchObject(LISTED);
    }
  });

  it('says whether the session is running now', async () => {
    const sessions = await built();
    sessions.running.add(A);
    expect(await sessions.list()).toMatchObject([{ condition: 'running' }]);
  });
});

it('lists a damaged session as such, after the others', async () => {
  const sessions = new Sessions();
  await sessions.do(A, START, ADD);
  await sessions.do(B, ADD);
  sessions.damaged.add(A);
  await sessions.summaries.delete(A);
  expect(await sessions.list()).toMatchObject([
    { name: 'b', condition: 'new', tasks: { total: 2 } },
    { name: 'a', condition: 'damaged', tasks: { total: 0 }, lastActivity: null },
  ]);
});

describe('the condition', () => {
  const condition = (commands: readonly SessionCommand[], isRunning: boolean) =>
    summarizeSession(A, accepted(commands), isRunning).condition;

  it.each([
    ['new', [ADD]],
    ['stopped', [ADD, START]],
    ['stopped', [ADD, START, { type: 'RequestPause' }, { type: 'BeginPause' }]],
    ['complete', [ADD, START, ...DONE]],
  ] as [SessionCondition, SessionCommand[]][])('is %s without a build', (expected, commands) => {
    expect(condition(commands, false)).toBe(expected);
  });

  it.each([
    ['running', [ADD, START]],
    ['pausing', [ADD, START, { type: 'RequestPause' }]],
    ['paused', [ADD, START, { type: 'RequestPause' }, { type: 'BeginPause' }]],
    ['running', [ADD, START, ...DONE]],
    ['complete', [ADD, START, ...DONE, { type: 'RequestPause' }, END]],
    ['stopped', [ADD, START, { type: 'RequestPause' }, END]],
  ] as [SessionCondition, SessionCommand[]][])('is %s while a build has it', (expected, commands) => {
    expect(condition(commands, true)).toBe(expected);
  });

  it('of a session without an event is new', () => {
    expect(summarizeSession(A, INITIAL_STATE, false)).toMatchObject({ condition: 'new', lastActivity: null });
  });
});
