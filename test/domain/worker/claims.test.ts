// Which task a worker claims next: by priority, apart from the files of others, oldest first.
import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import type { Task } from '../../../domain/task/task.ts';
import { taskId } from '../../../domain/task/task.ts';
import { nextClaimable } from '../../../domain/worker/claims.ts';
import { workerName } from '../../../domain/worker/worker.ts';
import { fold, taskAdded } from '../../support/decider-spec.ts';

const W1 = workerName(1);
const JOINED: SessionEvent = { type: 'WorkerJoined', data: { worker: W1, host: 'here' } };
const CLAIMED: SessionEvent = { type: 'TaskClaimed', data: { id: taskId(1), worker: W1 } };

/** Returns the next task while `w1` works on TAS-1, which declares these files. The others are TAS-2 and so on. */
function nextBeside(files: readonly string[], ...others: readonly Partial<Task>[]): string | undefined {
  const tasks = others.map((task, index) => taskAdded(index + 2, `task ${index}`, task));
  return nextClaimable(fold([JOINED, taskAdded(1, 'claimed', { files }), CLAIMED, ...tasks]))?.id;
}

describe('the next task', () => {
  it('is one that shares no file with those that others work on', () => {
    const [same, other] = [{ files: ['src/a.ts'] }, { files: ['src/b.ts'] }];
    expect(nextBeside(['src'], { files: ['src/a.ts'] }, { files: ['test/a.ts'] })).toBe('TAS-3');
    expect(nextBeside(['src/a.ts'], same, other, other)).toBe('TAS-3');
    expect(nextBeside(['src/a.ts'], same, {})).toBe('TAS-3');
    expect(nextBeside(['src/a.ts'], {}, other)).toBe('TAS-2');
    expect(nextBeside([], same, other)).toBe('TAS-2');
  });

  it('is the most important one all the same, and one that shares files if there is no other', () => {
    const same = { files: ['src/a.ts'] };
    expect(nextBeside(['src/a.ts'], { priority: 1 }, { ...same, priority: 3 })).toBe('TAS-3');
    expect(nextBeside(['src/a.ts'], { ...same, priority: 3 }, { priority: 3 }, { priority: 4 })).toBe(
      'TAS-4',
    );
    expect(nextBeside(['src/a.ts'], same, same)).toBe('TAS-2');
    expect(nextBeside(['src/a.ts'], same, { status: 'blocked' }, { dependsOn: [taskId(1)] })).toBe('TAS-2');
  });

  it('shares a file again when the work on it is merged', () => {
    const events = [
      JOINED,
      taskAdded(1, 'a', { files: ['x'] }),
      CLAIMED,
      taskAdded(2, 'b', { files: ['x'] }),
    ];
    const merged: SessionEvent = { type: 'TaskMerged', data: { id: taskId(1), worker: W1, commit: 'c' } };
    const done: SessionEvent = {
      ...{ type: 'TaskStatusChanged' },
      data: { id: taskId(1), from: 'remaining', to: 'completed' },
    };
    const free = taskAdded(3, 'c');
    expect(nextClaimable(fold([...events, free, done]))?.id).toBe('TAS-3');
    expect(nextClaimable(fold([...events, free, done, merged]))?.id).toBe('TAS-2');
  });
});
