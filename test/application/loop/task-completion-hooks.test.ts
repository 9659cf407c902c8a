// When the on_task_complete hooks of workers run: once the task is merged, once, in whichever way it is completed.
import { beforeEach, expect, it } from 'vitest';
import type { RunHooks } from '../../../application/loop/run-hooks.ts';
import { TaskCompletionHooks } from '../../../application/loop/task-completion-hooks.ts';
import type { Session } from '../../../application/session/session.ts';
import { sessionOfWorker } from '../../../application/session/worker-session.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { type TaskId, taskId } from '../../../domain/task/task.ts';
import { type WorkerName, workerName } from '../../../domain/worker/worker.ts';
import { Harness, SESSION } from '../../support/harness.ts';

const [W1, W2] = [workerName(1), workerName(2)];
const [T1, T2] = [taskId(1), taskId(2)];
let session: Session;
let ran: string[];
let listeners: TaskCompletionHooks[];

function listen(worker?: WorkerName): TaskCompletionHooks {
  const hooks = {
    async runAndHold(_: string, { taskId: id, iteration }: { taskId?: string; iteration?: number } = {}) {
      ran.push(`${worker ?? 'run'} ${id} in ${iteration}`);
    },
  } as unknown as RunHooks;
  const of = worker === undefined ? session : sessionOfWorker(session, worker);
  return new TaskCompletionHooks(of, hooks, worker);
}

const act = (worker: WorkerName, command: SessionCommand) =>
  session.execute(command, { actor: 'loop', worker });
const byUser = (command: SessionCommand) => session.execute(command, 'user');

/** Both workers have claimed a task, are in an iteration, and have completed it. */
async function begin(run: { readonly reviewRounds?: number } = {}): Promise<void> {
  const spec = { named: 's', path: 's', consent: false };
  const start = { type: 'StartRun', session: SESSION, spec, model: 'm', workers: 2, ...run } as const;
  await byUser(start);
  await byUser({ type: 'AddTasks', tasks: [{ content: 'a' }, { content: 'b' }] });
  for (const worker of [W1, W2]) {
    await session.execute({ type: 'JoinWorker', host: 'here' }, 'loop');
    await act(worker, { type: 'ClaimTask', worker });
    await act(worker, { type: 'StartIteration', agent: 'a', model: 'm' });
  }
  listeners = [listen(), listen(W1), listen(W2)];
}

async function complete(worker: WorkerName, id: TaskId): Promise<void> {
  await session.execute({ type: 'ChangeTaskStatus', id, status: 'completed' }, { actor: 'agent', worker });
  const ended = { outcome: 'finished', reason: 'end_turn', filesChanged: [], shares: [] } as const;
  await act(worker, { type: 'EndIteration', ...ended });
}

const merge = (worker: WorkerName, id: TaskId) =>
  act(worker, { type: 'RecordMerge', worker, merged: [{ id, commit: 'c' }] });
const release = (worker: WorkerName, reason = '') => act(worker, { type: 'ReleaseClaims', worker, reason });

async function settled(): Promise<readonly string[]> {
  for (const listener of listeners) await listener.settled();
  return ran;
}

beforeEach(() => {
  session = new Harness({ turns: [] }).sessions.get(SESSION);
  ran = [];
});

it('when the task is merged, not when it is completed', async () => {
  await begin();
  await complete(W1, T1);
  expect(await settled()).toEqual([]);
  await merge(W1, T1);
  await release(W1);
  await complete(W2, T2);
  await merge(W2, T2);
  expect(await settled()).toEqual(['w1 TAS-1 in 1', 'w2 TAS-2 in 2']);
});

it('not for a task whose work cannot be merged, until it is done again', async () => {
  await begin();
  await complete(W1, T1);
  await release(W1, 'it conflicts');
  expect(await settled()).toEqual([]);
  await act(W1, { type: 'ClaimTask', worker: W1 });
  await act(W1, { type: 'StartIteration', agent: 'a', model: 'm' });
  await complete(W1, T1);
  await merge(W1, T1);
  expect(await settled()).toEqual(['w1 TAS-1 in 3']);
});

it('once for a task that the user completes, whether a worker merges its work or gives it back', async () => {
  await begin();
  for (const id of [T1, T2]) await byUser({ type: 'ChangeTaskStatus', id, status: 'completed' });
  expect(await settled()).toEqual([]);
  await merge(W1, T1);
  await release(W2, 'it conflicts');
  await byUser({ type: 'AddTasks', tasks: [{ content: 'c', status: 'blocked' }] });
  await byUser({ type: 'ChangeTaskStatus', id: taskId(3), status: 'completed' });
  expect(await settled()).toEqual(['w1 TAS-1 in 1', 'w2 TAS-2 in 2', 'run TAS-3 in undefined']);
});

it('once with a reviewer, although the user acts before and after the review', async () => {
  await begin({ reviewRounds: 1 });
  await complete(W1, T1);
  await byUser({ type: 'SendMessage', text: 'hello', now: false });
  await act(W1, { type: 'StartReview', ids: [T1], agent: 'a', model: 'm' });
  await session.execute({ type: 'AcceptInReview', id: T1, reason: '' }, { actor: 'agent', worker: W1 });
  await act(W1, { type: 'EndReview', missed: null });
  await byUser({ type: 'SendMessage', text: 'hello', now: false });
  expect(await settled()).toEqual([]);
  await merge(W1, T1);
  await byUser({ type: 'SendMessage', text: 'hello', now: false });
  expect(await settled()).toEqual(['w1 TAS-1 in 1']);
});

it('runs once, in the process that finds it, for a task that a lost worker had merged and not recorded', async () => {
  await begin();
  await complete(W1, T1);
  const loss = {
    type: 'LoseWorker',
    worker: W1,
    reason: 'dead',
    merged: [{ id: T1, commit: 'c' }],
    mayLive: false,
  };
  const { state } = await session.execute(loss as SessionCommand, 'loop');
  expect(await settled()).toEqual([]);
  listeners[0]?.found([T1], state);
  expect(await settled()).toEqual(['run TAS-1 in 1']);
});
