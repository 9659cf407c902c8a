// The dependency graph at sizes nobody plans by hand.
import { performance } from 'node:perf_hooks';
import { cyclePath, nextTask } from '../../domain/task/dependency-graph.ts';
import { type TaskList, taskListOf } from '../../domain/task/task.state.ts';
import { type Task, type TaskPriority, type TaskStatus, taskId } from '../../domain/task/task.ts';
import { median } from './measure.ts';
import { duration } from './report.ts';

const ROUNDS = 21;

export function benchGraph(): void {
  const wide = wideGraph(20_000, 3);
  duration(
    'next task among 20,000 with 60,000 dependencies',
    timeOf(() => nextTask(wide)),
    10,
  );
  const chain = chainGraph(5_000);
  const closing = (): unknown => cyclePath(chain, taskId(1), taskId(5_000));
  duration('cycle check on a chain of 5,000', timeOf(closing), 10);
}

function timeOf(run: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return median(times);
}

function task(number: number, dependsOn: readonly number[], status: TaskStatus): Task {
  const priority = (number % 5) as TaskPriority;
  return {
    id: taskId(number),
    content: `task ${number}`,
    status,
    priority,
    dependsOn: dependsOn.map(taskId),
    files: [],
  };
}

/** Each task depends on the three before it; the first third is done. */
function wideGraph(size: number, dependencies: number): TaskList {
  return taskListOf(
    Array.from({ length: size }, (_, index) => {
      const before = Array.from({ length: dependencies }, (__, back) => index - back).filter(
        (number) => number > 0,
      );
      return task(index + 1, before, index < size / 3 ? 'completed' : 'remaining');
    }),
  );
}

function chainGraph(size: number): TaskList {
  return taskListOf(Array.from({ length: size }, (_, i) => task(i + 1, i === 0 ? [] : [i], 'remaining')));
}
