// What becomes of work that a worker has put on the session's branch and not recorded, when it fails.
import { beforeEach, expect, it } from 'vitest';
import { AdapterError } from '../../../../application/errors.ts';
import { leaveCrew } from '../../../../application/loop/crew/landed-by.ts';
import { LostWorkers, type LostWorkersOptions } from '../../../../application/loop/crew/lost-workers.ts';
import type { LandedTask } from '../../../../application/ports/session-branch.port.ts';
import type { Session } from '../../../../application/session/session.ts';
import type { StopReason } from '../../../../domain/run/stop-reason.ts';
import type { SessionCommand } from '../../../../domain/session/session.decider.ts';
import { findTask } from '../../../../domain/task/task.state.ts';
import { type TaskId, taskId } from '../../../../domain/task/task.ts';
import { workerName } from '../../../../domain/worker/worker.ts';
import { Harness, SESSION, SILENT } from '../../../support/harness.ts';

const W1 = workerName(1);
const T1 = taskId(1);
let session: Session;
let found: TaskId[];
const onFound = (ids: readonly TaskId[]) => void found.push(...ids);

const act = (command: SessionCommand) => session.execute(command, { actor: 'loop', worker: W1 });

/** The worker has completed its task in iteration 1, and has not merged it. */
beforeEach(async () => {
  found = [];
  session = new Harness({ turns: [] }).sessions.get(SESSION);
  const spec = { named: 's', path: 's', consent: false };
  await session.execute({ type: 'StartRun', session: SESSION, spec, model: 'm', workers: 2 }, 'user');
  await session.execute({ type: 'AddTasks', tasks: [{ content: 'a' }] }, 'user');
  await session.execute({ type: 'JoinWorker', host: 'here' }, 'loop');
  const branch = { branch: 'iteratr/s', from: 'main', commit: 'base', repository: 'r' };
  await session.execute({ type: 'StartBranch', ...branch }, 'loop');
  await act({ type: 'ClaimTask', worker: W1 });
  await act({ type: 'StartIteration', agent: 'a', model: 'm' });
  const status = { type: 'ChangeTaskStatus', id: T1, status: 'completed' } as const;
  await session.execute(status, { actor: 'agent', worker: W1 });
  const ended = { outcome: 'finished', reason: 'end_turn', filesChanged: [], shares: [] } as const;
  await act({ type: 'EndIteration', ...ended });
});

const end = (reason: StopReason, landedSince: () => Promise<readonly LandedTask[]>) =>
  leaveCrew({ session, branch: { landedSince }, logger: SILENT, onFound }, W1, { reason });

async function leave(reason: StopReason, landedSince: () => Promise<readonly LandedTask[]>) {
  expect(await end(reason, landedSince)).toBe(true);
  const { workers, claims, tasks } = session.state;
  expect([workers, claims]).toEqual([[], []]);
  return findTask(tasks, T1)?.status;
}

const landed = (iteration: number) => async () => [{ task: T1, iteration, commit: 'c' }];

it('stays merged, so that nobody does it again', async () => {
  expect(await leave('failed', landed(1))).toBe('completed');
  expect(found).toEqual([T1]);
});

it('is open again if the branch does not have it, or has that of another iteration', async () => {
  expect(await leave('failed', landed(7))).toBe('remaining');
  expect(found).toEqual([]);
});

it('is told once as merged if several processes find its worker lost', async () => {
  const worker = session.state.workers[0];
  if (!worker) throw new Error('no worker');
  const crew = {
    branch: { landedSince: landed(1) },
    trees: { isAbandoned: async () => true },
    leases: {
      ended: async () => [{ worker, reason: 'its process is dead', isDead: true }],
      forget: async () => undefined,
    },
  } as unknown as LostWorkersOptions['crew'];
  const clock = { after: () => () => undefined };
  const finders = [1, 2].map(() => new LostWorkers({ session, crew, clock, logger: SILENT, onFound }));
  await Promise.all(finders.map((one) => one.look()));
  expect(found).toEqual([T1]);
  expect(findTask(session.state.tasks, T1)?.status).toBe('completed');
});

it('stays claimed if the branch cannot be looked at, so that nobody does it before somebody has looked', async () => {
  const away = () => Promise.reject(new AdapterError('GIT', 'the remote is away'));
  expect(await end('failed', away)).toBe(false);
  expect(session.state.claims).toMatchObject([{ task: T1, worker: W1 }]);
  expect(session.state.workers).toMatchObject([{ name: W1 }]);
});
