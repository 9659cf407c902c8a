// The marks of tasks in lists: doubtful, returned, priority, and waiting for other tasks.
import { standingOf } from '../../../application/session/task-report.ts';
import { isJudged, type ProofState } from '../../../domain/proof/proof.state.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { unsatisfiedDependencies } from '../../../domain/task/dependency-graph.ts';
import type { TaskList } from '../../../domain/task/task.state.ts';
import { DEFAULT_PRIORITY, isOpen, type Task } from '../../../domain/task/task.ts';
import type { Span } from '../canvas/style.ts';
import { PRIORITY_MARKS, RETURNED_MARK, WAITING_MARK } from './marks.ts';

type State = Pick<SessionState, 'tasks' | 'proof'>;

/** Whether the task is completed and somebody should look at its work. */
export function isDoubtful({ proof }: Pick<State, 'proof'>, task: Task): boolean {
  return isJudged(proof) && standingOf(task, proof) === 'doubtful';
}

const doubts = new WeakMap<TaskList, { readonly proof: ProofState; readonly count: number }>();

/** Returns the number of completed tasks that somebody should look at. */
export function doubtfulTasks({ tasks, proof }: State): number {
  if (!isJudged(proof)) return 0;
  const known = doubts.get(tasks);
  if (known?.proof === proof) return known.count;
  const count = [...tasks.tasks.values()].filter((task) => isDoubtful({ proof }, task)).length;
  doubts.set(tasks, { proof, count });
  return count;
}

/** Returns the marks of an open task, one cell each: returned, priority, waiting. */
export function taskMarks({ tasks, proof }: State, task: Task): readonly Span[] {
  if (!isOpen(task)) return [];
  const isReturned = isJudged(proof) && standingOf(task, proof) === 'returned';
  const { priority } = task;
  return [
    ...(isReturned ? [RETURNED_MARK] : []),
    ...(priority === DEFAULT_PRIORITY ? [] : [PRIORITY_MARKS[priority > DEFAULT_PRIORITY ? 'high' : 'low']]),
    ...(unsatisfiedDependencies(tasks, task).length > 0 ? [WAITING_MARK] : []),
  ];
}
