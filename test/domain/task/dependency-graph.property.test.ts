// Whatever commands are given: the tasks have no circle, and the next task is the right one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import { cyclePath, nextTask } from '../../../domain/task/dependency-graph.ts';
import type { Task, TaskId } from '../../../domain/task/task.ts';
import { taskCommand } from '../../support/arbitraries.ts';
import { accepted, attempt, fold, ids, taskAdded } from '../../support/decider-spec.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

/** Some tasks to begin with, so that many of the commands have something to work on. */
const commands = fc
  .tuple(fc.integer({ min: 0, max: 8 }), fc.array(taskCommand, { maxLength: 40, size: 'max' }))
  .map(([count, rest]): SessionCommand[] => {
    const tasks = Array.from({ length: count }, (_, index) => ({ content: `start ${index}` }));
    return [{ type: 'AddTasks', tasks }, ...rest];
  });

function tasksAfter(list: Parameters<typeof accepted>[0]) {
  const { tasks } = accepted(list);
  return { list: tasks, all: [...tasks.tasks.values()] };
}

/** Takes away tasks without dependencies until none is left (Kahn); what stays hangs in a circle. */
function tasksInCircles(tasks: readonly Task[]): TaskId[] {
  let left = tasks.map(({ id, dependsOn }) => ({ id, dependsOn }));
  for (;;) {
    const there = new Set(left.map(({ id }) => id));
    const waiting = left.filter(({ dependsOn }) => dependsOn.some((id) => there.has(id)));
    if (waiting.length === left.length) return left.map(({ id }) => id);
    left = waiting;
  }
}

/** All pairs of a task and one it depends on, directly or not (Warshall). */
function reachable(tasks: readonly Task[]): Set<string> {
  const pairs = new Set(tasks.flatMap(({ id, dependsOn }) => dependsOn.map((on) => `${id} ${on}`)));
  for (const { id: via } of tasks) {
    for (const { id: from } of tasks) {
      if (!pairs.has(`${from} ${via}`)) continue;
      for (const { id: to } of tasks) if (pairs.has(`${via} ${to}`)) pairs.add(`${from} ${to}`);
    }
  }
  return pairs;
}

describe('after any commands', () => {
  it('no task hangs in a circle, and every dependency exists', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { all } = tasksAfter(list);
        expect(tasksInCircles(all)).toEqual([]);
        const known = new Set(all.map(({ id }) => id));
        for (const { id, dependsOn } of all) {
          expect(dependsOn.filter((on) => !known.has(on) || on === id)).toEqual([]);
          expect(new Set(dependsOn).size).toBe(dependsOn.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('ids are 1, 2, 3 … and no two contents are the same', { timeout: PROPERTY_LIMIT_MS }, () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { all } = tasksAfter(list);
        expect(all.map(({ id }) => id)).toEqual(ids(...all.map((_, index) => index + 1)));
        const contents = all.map(({ content }) => content.trim().toLowerCase());
        expect(new Set(contents).size).toBe(contents.length);
      }),
      { numRuns: 500 },
    );
  });

  it('the next task is ready, of the highest priority, and the oldest among equals', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { list: tasks, all } = tasksAfter(list);
        const done = new Set(
          all.filter(({ status }) => ['completed', 'cancelled'].includes(status)).map(({ id }) => id),
        );
        const [expected] = all
          .filter(({ status, dependsOn }) => status === 'remaining' && dependsOn.every((id) => done.has(id)))
          .sort((a, b) => b.priority - a.priority || Number(a.id.slice(4)) - Number(b.id.slice(4)));
        expect(nextTask(tasks)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('a circle is found exactly where one would be, and its path is real', {
    timeout: PROPERTY_LIMIT_MS,
  }, () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { list: tasks, all } = tasksAfter(list);
        const pairs = reachable(all);
        const edges = new Set(all.flatMap(({ id, dependsOn }) => dependsOn.map((on) => `${id} ${on}`)));
        for (const { id: task } of all) {
          for (const { id: dependency } of all) {
            const path = cyclePath(tasks, task, dependency);
            if (task === dependency) expect(path).toEqual([task, task]);
            else if (!pairs.has(`${dependency} ${task}`)) expect(path).toBeUndefined();
            else {
              const [first, second, ...rest] = path ?? [];
              expect([first, second, rest.at(-1)]).toEqual([task, dependency, task]);
              const steps = (path ?? []).slice(1, -1).map((from, index) => `${from} ${path?.[index + 2]}`);
              expect(steps.filter((step) => !edges.has(step))).toEqual([]);
              expect(new Set(path).size).toBe((path ?? []).length - 1);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('the commands reach what they are to test', () => {
  let connected = 0;
  let circlesRefused = 0;
  for (const list of fc.sample(commands, { numRuns: 400, seed: 1 })) {
    if (reachable(tasksAfter(list).all).size > 5) connected++;
    for (const [index, command] of list.entries()) {
      const { refused } = attempt(command, accepted(list.slice(0, index)));
      if (refused?.startsWith('DEPENDENCY.CYCLE')) circlesRefused++;
    }
  }
  expect(connected).toBeGreaterThan(100);
  expect(circlesRefused).toBeGreaterThan(50);
});

it('a circle over many tasks is found without recursion', () => {
  const length = 50_000;
  const chain = Array.from({ length }, (_, i) =>
    taskAdded(i + 1, `task ${i}`, { dependsOn: i === 0 ? [] : ids(i) }),
  );
  const [first, last] = ids(1, length);
  if (!first || !last) throw new Error('no ids');
  expect(cyclePath(fold(chain).tasks, first, last)).toHaveLength(length + 1);
});
