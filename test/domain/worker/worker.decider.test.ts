// Workers: who claims what, what other workers may not do, and what becomes of the claims of a worker that ends.
import { describe, expect, it } from 'vitest';
import { iterationOf } from '../../../domain/iteration/iteration.state.ts';
import { decide, type SessionCommand } from '../../../domain/session/session.decider.ts';
import type { Actor, SessionEvent } from '../../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE, type SessionState } from '../../../domain/session/session.state.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import { taskId } from '../../../domain/task/task.ts';
import { areIterationsUsed } from '../../../domain/worker/claims.ts';
import { type WorkerName, workerName } from '../../../domain/worker/worker.ts';
import { viewOf } from '../../../domain/worker/worker-view.ts';

const [W1, W2] = [workerName(1), workerName(2)];
const [T1, T2, T3] = [taskId(1), taskId(2), taskId(3)];
const SPEC = { named: 'spec.md', path: 'spec.md', consent: false };

class Play {
  state: SessionState = INITIAL_STATE;
  #time = Date.parse('2026-01-01T00:00:00Z');

  do(command: SessionCommand, actor: Actor = 'loop', worker?: WorkerName): readonly SessionEvent[] {
    const events = decide(command, this.state, actor, worker);
    for (const event of events) {
      this.#time += 1_000;
      const meta = {
        ...{ id: 'x', session: sessionName('s'), time: new Date(this.#time).toISOString(), actor },
        ...{
          iteration: iterationOf(this.state.iterations, worker)?.number ?? null,
          ...(worker && { worker }),
        },
      };
      this.state = evolve(this.state, { event, meta });
    }
    return events;
  }

  status(id: string): string | undefined {
    return findTask(this.state.tasks, id as never)?.status;
  }
}

function started(contents: readonly string[], limit = 0, ofSession = 0): Play {
  const play = new Play();
  const limits = { iterations: limit, minutes: 0, cost: 0, tokens: 0 };
  play.do({
    ...{ type: 'StartRun', session: sessionName('s'), spec: SPEC as never, model: 'm', workers: 2 },
    limits: { ...limits, session: { iterations: ofSession, minutes: 0, cost: 0, tokens: 0 } },
  });
  play.do({ type: 'JoinWorker', host: 'here' });
  play.do({ type: 'JoinWorker', host: 'there' });
  if (contents.length > 0)
    play.do({ type: 'AddTasks', tasks: contents.map((content) => ({ content })) }, 'user');
  return play;
}

const claim = (play: Play, worker: WorkerName) => play.do({ type: 'ClaimTask', worker }, 'loop', worker);
const start = (play: Play, worker: WorkerName) =>
  play.do({ type: 'StartIteration', agent: 'a', model: 'm' }, 'loop', worker);
const status = (
  play: Play,
  worker: WorkerName,
  id: typeof T1,
  to: 'in_progress' | 'completed' | 'remaining',
) => play.do({ type: 'ChangeTaskStatus', id, status: to }, 'agent', worker);
const end = (play: Play, worker: WorkerName) =>
  play.do(
    { type: 'EndIteration', outcome: 'finished', reason: 'end_turn', filesChanged: [], shares: [] },
    'loop',
    worker,
  );

describe('claims', () => {
  it('give each worker another task, in the order of task-next, and none to a third', () => {
    const play = started(['a', 'b']);
    expect(claim(play, W1)).toEqual([{ type: 'TaskClaimed', data: { id: T1, worker: W1 } }]);
    expect(claim(play, W2)).toEqual([{ type: 'TaskClaimed', data: { id: T2, worker: W2 } }]);
    expect(claim(play, W1)).toEqual([]);
    play.do({ type: 'JoinWorker', host: 'there' });
    expect(claim(play, workerName(3))).toEqual([]);
  });

  it('leave a task alone until what it depends on is merged', () => {
    const play = started(['a']);
    play.do({ type: 'AddTasks', tasks: [{ content: 'b', dependsOn: [T1] }] }, 'user');
    claim(play, W1);
    start(play, W1);
    status(play, W1, T1, 'completed');
    expect(claim(play, W2)).toEqual([]);
    expect(() => status(play, W2, T2, 'in_progress')).toThrow(
      'TAS-2 needs TAS-1, which w1 has not merged yet',
    );
    play.do({ type: 'RecordMerge', worker: W1, merged: [{ id: T1, commit: 'c' }] }, 'loop', W1);
    expect(claim(play, W2)).toEqual([{ type: 'TaskClaimed', data: { id: T2, worker: W2 } }]);
  });

  it('keep the agents of other workers away, and not the user', () => {
    const play = started(['a', 'b']);
    claim(play, W1);
    for (const to of ['in_progress', 'completed', 'remaining'] as const) {
      expect(() => status(play, W2, T1, to)).toThrow('w1 works on TAS-1');
    }
    expect(() => play.do({ type: 'ChangeTaskStatus', id: T1, status: 'completed' }, 'agent')).toThrow(
      'w1 works on',
    );
    play.do({ type: 'ChangeTaskStatus', id: T1, status: 'cancelled' }, 'user');
    expect(play.status(T1)).toBe('cancelled');
  });

  it('are made by an agent that takes a free task on its own accord', () => {
    const play = started(['a', 'b']);
    claim(play, W1);
    start(play, W1);
    status(play, W1, T2, 'in_progress');
    expect(play.state.claims.map(({ task, worker }) => [task, worker])).toEqual([
      [T1, W1],
      [T2, W1],
    ]);
  });

  it('give one worker the closing iteration when nothing is open, ready or claimed', () => {
    const play = started([]);
    expect(claim(play, W2)).toEqual([{ type: 'ClosingClaimed', data: { worker: W2 } }]);
    expect(claim(play, W1)).toEqual([]);
    play.do({ type: 'AddTasks', tasks: [{ content: 'a' }] }, 'agent', W2);
    expect(claim(play, W1)).toEqual([{ type: 'TaskClaimed', data: { id: T1, worker: W1 } }]);
    play.do({ type: 'ReleaseClaims', worker: W2, reason: '' }, 'loop', W2);
    expect(claim(play, W2)).toEqual([]);
  });

  it('count for the limit of iterations, also those that have not started yet', () => {
    const play = started(['a', 'b', 'c'], 2);
    claim(play, W1);
    start(play, W1);
    expect(claim(play, W2)).toHaveLength(1);
    start(play, W2);
    end(play, W1);
    play.do({ type: 'ReleaseClaims', worker: W1, reason: '' }, 'loop', W1);
    expect(claim(play, W1)).toEqual([]);
  });

  it('count for that limit no more once the iteration has ended and the work is being merged', () => {
    const play = started([], 3);
    claim(play, W1);
    start(play, W1);
    play.do({ type: 'AddTasks', tasks: ['a', 'b', 'c'].map((content) => ({ content })) }, 'agent', W1);
    end(play, W1);
    // w1 has used one, and closes; two are left.
    expect(claim(play, W2)).toHaveLength(1);
    start(play, W2);
    status(play, W2, T1, 'completed');
    end(play, W2);
    play.do({ type: 'ReleaseClaims', worker: W1, reason: '' }, 'loop', W1);
    // w2 merges; one is left.
    expect(claim(play, W1)).toEqual([{ type: 'TaskClaimed', data: { id: T2, worker: W1 } }]);
    play.do({ type: 'RecordMerge', worker: W2, merged: [{ id: T1, commit: 'c' }] }, 'loop', W2);
    // w1 is about to start the last one.
    expect([areIterationsUsed(play.state), claim(play, W2)]).toEqual([false, []]);
    start(play, W1);
    expect(areIterationsUsed(play.state)).toBe(true);
  });

  it('do not pass that limit if two continue their tasks and one iteration is left', () => {
    for (const [ofRun, ofSession] of [
      [3, 0],
      [0, 3],
    ]) {
      const play = started(['a', 'b', 'c'], ofRun, ofSession);
      for (const [worker, task] of [
        [W1, T1],
        [W2, T2],
      ] as const) {
        claim(play, worker);
        start(play, worker);
        status(play, worker, task, 'in_progress');
      }
      end(play, W1);
      end(play, W2);
      start(play, W2);
      expect(() => start(play, W1)).toThrow(/used all iterations/);
      expect(areIterationsUsed(play.state)).toBe(true);
    }
  });

  it('count for that limit while the next iteration continues their task', () => {
    const play = started(['a', 'b', 'c'], 2);
    claim(play, W1);
    start(play, W1);
    status(play, W1, T1, 'in_progress');
    end(play, W1);
    expect(claim(play, W2)).toEqual([]);
    status(play, W1, T1, 'completed');
    expect(claim(play, W2)).toHaveLength(1);
  });
});

describe('iterations of several workers', () => {
  it('run side by side with numbers of their own, and release nothing of the others', () => {
    const play = started(['a', 'b']);
    claim(play, W1);
    start(play, W1);
    status(play, W1, T1, 'in_progress');
    claim(play, W2);
    expect(start(play, W2)).toEqual([
      { type: 'IterationStarted', data: { number: 2, agent: 'a', model: 'm', worker: W2 } },
    ]);
    status(play, W2, T2, 'completed');
    status(play, W1, T1, 'completed');
    expect(end(play, W1)).toMatchObject([{ data: { number: 1 } }]);
    expect(end(play, W2)).toMatchObject([{ data: { number: 2 } }]);
    const [first, second] = play.state.iterations.recent;
    expect([first?.tasks, second?.tasks]).toEqual([[T1], [T2]]);
    expect(play.state.spent.workedMs).toBeGreaterThan(0);
  });

  it('put a commit and a summary on the iteration of their worker', () => {
    const play = started(['a', 'b']);
    for (const worker of [W1, W2]) {
      claim(play, worker);
      start(play, worker);
    }
    end(play, W1);
    play.do({ type: 'RecordCommit', commit: 'abc', files: [] }, 'loop', W1);
    play.do({ type: 'RecordSummary', summary: 'two' }, 'agent', W2);
    expect(play.state.iterations.recent).toMatchObject([
      { number: 1, commit: 'abc', summary: null },
      { number: 2, commit: null, summary: 'two' },
    ]);
  });

  it('let the session be completed only when no other worker has unmerged work', () => {
    const play = started(['a', 'b']);
    for (const [worker, id] of [
      [W1, T1],
      [W2, T2],
    ] as const) {
      claim(play, worker);
      start(play, worker);
      status(play, worker, id, 'completed');
    }
    expect(() => play.do({ type: 'CompleteSession' }, 'agent', W1)).toThrow('TAS-2 (w2)');
    play.do({ type: 'RecordMerge', worker: W2, merged: [{ id: T2, commit: 'c' }] }, 'loop', W2);
    expect(play.do({ type: 'CompleteSession' }, 'agent', W1)).toMatchObject([{ type: 'SessionCompleted' }]);
  });
});

describe('a worker that ends', () => {
  const atWork = (): Play => {
    const play = started(['a', 'b', 'c']);
    claim(play, W1);
    start(play, W1);
    status(play, W1, T1, 'completed');
    status(play, W1, T2, 'in_progress');
    claim(play, W2);
    return play;
  };

  it('gives back what it has not merged: its iteration ends, its tasks are open again', () => {
    const play = atWork();
    const events = play.do({
      type: 'LoseWorker',
      worker: W1,
      reason: 'its lease lapsed',
      merged: [],
      mayLive: true,
    });
    expect(events.map(({ type }) => type)).toEqual([
      'IterationEnded',
      'TaskReturned',
      'TaskReleased',
      'WorkerLost',
    ]);
    expect([play.status(T1), play.status(T2)]).toEqual(['remaining', 'remaining']);
    expect(play.state.claims.map(({ worker }) => worker)).toEqual([W2]);
    expect(play.state.iterations.recent[0]).toMatchObject({ outcome: 'interrupted' });
    expect(() => claim(play, W1)).toThrow('w1 is no longer a worker of this session');
    expect(viewOf(play.state, W1).proof.pending).toEqual([]);
  });

  const lose = (mayLive: boolean) =>
    ({ type: 'LoseWorker', worker: W1, reason: 'its lease has lapsed', merged: [], mayLive }) as const;

  it('leaves its name free only if its process is dead, because a late one must not act as another', () => {
    const nameAfter = (mayLive: boolean): WorkerName[] => {
      const play = atWork();
      play.do(lose(mayLive));
      play.do({ type: 'JoinWorker', host: 'here' });
      return play.state.workers.map(({ name }) => name);
    };
    expect(nameAfter(false)).toEqual([W2, W1]);
    expect(nameAfter(true)).toEqual([W2, workerName(3)]);
  });

  it.each([
    { type: 'ChangeTaskStatus', id: T1, status: 'completed' },
    { type: 'AddNote', noteType: 'learning', content: 'late' },
    { type: 'StartIteration', agent: 'a', model: 'm' },
    { type: 'RecordMerge', worker: W1, merged: [{ id: T1, commit: 'c' }] },
    { type: 'CompleteSession' },
    { type: 'ReleaseClaims', worker: W1, reason: '' },
  ] as const)('refuses $type of one that comes back late, and lets it leave', (command) => {
    const play = atWork();
    play.do(lose(true));
    for (const actor of ['agent', 'loop'] as const) {
      expect(() => play.do(command as SessionCommand, actor, W1)).toThrow('w1 is no longer a worker');
    }
    expect(play.do({ type: 'LeaveWorker', worker: W1, reason: 'late' }, 'loop', W1)).toEqual([]);
  });

  it('keeps what its merges say it has landed', () => {
    const play = atWork();
    play.do({
      type: 'LoseWorker',
      worker: W1,
      reason: 'killed',
      merged: [{ id: T1, commit: 'c' }],
      mayLive: false,
    });
    expect([play.status(T1), play.status(T2)]).toEqual(['completed', 'remaining']);
  });

  it('makes a completed session open again if its work is not merged', () => {
    const play = started(['a']);
    claim(play, W1);
    start(play, W1);
    status(play, W1, T1, 'completed');
    play.do({ type: 'CompleteSession' }, 'agent', W1);
    play.do({ type: 'ReleaseClaims', worker: W1, reason: 'it conflicts' }, 'loop', W1);
    expect([play.state.completed, play.status(T1)]).toEqual([false, 'remaining']);
  });

  it('leaves with what it has landed and not recorded', () => {
    const play = atWork();
    play.do({ type: 'LeaveWorker', worker: W1, reason: 'failed', merged: [{ id: T1, commit: 'c' }] });
    expect([play.status(T1), play.status(T2)]).toEqual(['completed', 'remaining']);
  });

  it('leaves its name to the next one', () => {
    const play = atWork();
    play.do({ type: 'LeaveWorker', worker: W1, reason: 'done' });
    expect(play.do({ type: 'JoinWorker', host: 'x' })).toMatchObject([{ data: { worker: W1 } }]);
    expect(play.state.workers.map(({ name }) => name)).toEqual([W2, W1]);
  });

  it('does not return what the user has accepted', () => {
    const play = atWork();
    play.do({ type: 'AcceptTask', id: T1 }, 'user');
    play.do({ type: 'LeaveWorker', worker: W1, reason: 'done' });
    expect(play.status(T1)).toBe('completed');
    expect(play.status(T3)).toBe('remaining');
  });
});

describe('changes of protected files', () => {
  const A = { path: 'a.test.ts', kind: 'changed', hash: '1', diff: '' } as const;
  const B = { path: 'b.test.ts', kind: 'deleted', hash: null, diff: '' } as const;
  const find = (play: Play, worker: WorkerName | undefined, ...changes: readonly (typeof A | typeof B)[]) =>
    play.do({ type: 'RecordProtected', changes, total: changes.length }, 'loop', worker);
  const paths = (play: Play, worker?: WorkerName) =>
    viewOf(play.state, worker).proof.protection.changes.map(({ path }) => path);
  const all = (play: Play) => [paths(play, W1), paths(play, W2), paths(play)];

  it('are those that each worker has found in its own work tree; the user sees all', () => {
    const play = started(['a', 'b']);
    expect(find(play, W1, A)).toHaveLength(1);
    expect(find(play, W2)).toEqual([]);
    expect(all(play)).toEqual([['a.test.ts'], [], ['a.test.ts']]);
    find(play, W2, A, B);
    expect(find(play, W1, A)).toEqual([]);
    find(play, W1);
    expect(all(play)).toEqual([[], ['a.test.ts', 'b.test.ts'], ['a.test.ts', 'b.test.ts']]);
    find(play, undefined);
    expect(paths(play)).toEqual(['a.test.ts', 'b.test.ts']);
    find(play, W2, B);
    expect(all(play)).toEqual([[], ['b.test.ts'], ['b.test.ts']]);
  });

  it('are gone for all when the user accepts them', () => {
    const play = started(['a', 'b']);
    find(play, W1, A);
    find(play, W2, A, B);
    play.do({ type: 'AcceptProtected', files: [A] }, 'user');
    expect(all(play)).toEqual([[], ['b.test.ts'], ['b.test.ts']]);
    play.do({ type: 'AcceptFoundChanges' }, 'user');
    expect(all(play)).toEqual([[], [], []]);
  });

  it('stay when their worker leaves, until the first worker of the next run has looked', () => {
    const play = started(['a', 'b']);
    find(play, W1, A);
    play.do({ type: 'LeaveWorker', worker: W1, reason: '' });
    find(play, W2, B);
    find(play, W2);
    expect(paths(play)).toEqual(['a.test.ts']);
    play.do({ type: 'LeaveWorker', worker: W2, reason: '' });
    play.do({ type: 'JoinWorker', host: 'here' });
    play.do({ type: 'JoinWorker', host: 'here' });
    expect(all(play)).toEqual([['a.test.ts'], [], ['a.test.ts']]);
    find(play, W1);
    expect(all(play)).toEqual([[], [], []]);
  });
});

describe('edits of the spec', () => {
  const edit = (play: Play, diff: string) =>
    play.do({ type: 'RecordSpecEdit', text: diff, edit: { by: 'user', diff } });
  const open = (play: Play, worker?: WorkerName) =>
    viewOf(play.state, worker).specEdits.map(({ diff }) => diff);

  it('reach every worker once, in its next iteration', () => {
    const play = started(['a', 'b', 'c', 'd']);
    claim(play, W1);
    start(play, W1);
    edit(play, 'one');
    expect([open(play, W1), open(play, W2)]).toEqual([[], ['one']]);
    end(play, W1);
    expect([open(play, W1), open(play, W2)]).toEqual([['one'], ['one']]);
    for (const worker of [W1, W2]) start(play, worker);
    edit(play, 'two');
    expect([open(play, W1), open(play, W2)]).toEqual([['one'], ['one']]);
    end(play, W1);
    expect([open(play, W1), open(play, W2)]).toEqual([['two'], ['one']]);
    start(play, W1);
    end(play, W1);
    end(play, W2);
    expect([open(play, W1), open(play, W2), open(play)]).toEqual([[], ['two'], []]);
  });

  it('are told again after a failure, and to a worker that joins later', () => {
    const play = started(['a', 'b']);
    edit(play, 'one');
    start(play, W1);
    edit(play, 'two');
    const failed = {
      type: 'EndIteration',
      outcome: 'failed',
      reason: 'x',
      filesChanged: [],
      shares: [],
    } as const;
    play.do(failed, 'loop', W1);
    expect(open(play, W1)).toEqual(['one', 'two']);
    play.do({ type: 'JoinWorker', host: 'x' });
    expect(open(play, workerName(3))).toEqual(['one', 'two']);
    for (let number = 0; number < 9; number++) edit(play, `${number}`);
    expect(open(play, W1)).toEqual(['4', '5', '6', '7', '8']);
  });
});

describe('messages and pauses', () => {
  const send = (play: Play, to?: WorkerName) =>
    play.do({ type: 'SendMessage', text: 'hello', now: false, to }, 'user');
  const read = (play: Play, worker: WorkerName) => {
    const ids = viewOf(play.state, worker).pendingMessages.map(({ id }) => id);
    play.do({ type: 'ConfirmDelivery', ids }, 'loop', worker);
    return ids;
  };

  it('reach the one that they are for, or every worker once', () => {
    const play = started(['a']);
    send(play, W2);
    send(play);
    expect(read(play, W1)).toEqual(['MSG-2']);
    expect(read(play, W1)).toEqual([]);
    expect(read(play, W2)).toEqual(['MSG-1', 'MSG-2']);
    expect(play.state.pendingMessages).toEqual([]);
    expect(() => send(play, workerName(7))).toThrow('w7 is not a worker of this session: they are w1, w2');
  });

  it('are not lost when a worker leaves: what was for it is for all, what the others have got is done', () => {
    const play = started(['a']);
    send(play, W2);
    send(play);
    read(play, W1);
    play.do({ type: 'LeaveWorker', worker: W2, reason: '' });
    expect(read(play, W1)).toEqual(['MSG-1']);
    expect(play.state.pendingMessages).toEqual([]);
  });

  it('pause one worker or all; the run is paused when every worker is', () => {
    const play = started(['a']);
    play.do({ type: 'RequestPause', worker: W2 }, 'user');
    expect([viewOf(play.state, W1).pause, viewOf(play.state, W2).pause, play.state.pause]).toEqual([
      ...['none', 'requested', 'none'],
    ]);
    play.do({ type: 'BeginPause' }, 'loop', W2);
    play.do({ type: 'RequestPause' }, 'user');
    expect(play.state.pause).toBe('requested');
    expect(play.state.spent.pausedSince).toBeNull();
    play.do({ type: 'BeginPause' }, 'loop', W1);
    play.do({ type: 'BeginPause' }, 'loop', W2);
    expect([play.state.pause, play.state.spent.pausedSince]).toEqual(['paused', expect.any(String)]);
    play.do({ type: 'RequestResume', worker: W1 }, 'user');
    expect([viewOf(play.state, W1).pause, viewOf(play.state, W2).pause, play.state.pause]).toEqual([
      ...['none', 'paused', 'none'],
    ]);
    expect(play.state.spent.pausedSince).toBeNull();
  });

  it('let a worker that joins a paused run pause as well', () => {
    const play = started(['a']);
    play.do({ type: 'RequestPause' }, 'user');
    play.do({ type: 'JoinWorker', host: 'x' });
    expect(viewOf(play.state, workerName(3)).pause).toBe('requested');
  });
});
