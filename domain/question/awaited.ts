// Decides whether a session has nothing left to do but to wait for answers.
import type { SessionState } from '../session/session.state.ts';
import { isReady } from '../task/dependency-graph.ts';
import { findTask, type TaskList } from '../task/task.state.ts';
import { isOpen } from '../task/task.ts';
import { openQuestions } from './question.state.ts';
import type { Question } from './question.ts';

/** Returns the open questions that hold up work: their task is blocked, or nothing can be planned without the answer. */
export function blockingQuestions({
  questions,
  tasks,
}: Pick<SessionState, 'questions' | 'tasks'>): Question[] {
  return openQuestions(questions).filter(({ task }) =>
    task === null ? tasks.tasks.size === 0 : findTask(tasks, task)?.status === 'blocked',
  );
}

/**
 * Returns the questions that the run has to wait for, because nothing else can be done; none while a task can be worked on or
 * a message waits for its delivery.
 */
export function awaitedQuestions(
  state: Pick<SessionState, 'questions' | 'tasks' | 'completed' | 'pendingMessages'>,
): Question[] {
  if (state.completed || state.pendingMessages.length > 0 || isWorkable(state.tasks)) return [];
  return blockingQuestions(state);
}

/** Whether a task is ready or in progress. */
export function isWorkable(list: TaskList): boolean {
  return [...list.tasks.values()].some(
    (task) => isOpen(task) && (task.status === 'in_progress' || isReady(list, task)),
  );
}
