// Decides whether a run plans first, and what the agent may do while it plans.
import { DomainError } from '../errors.ts';
import type { SessionState } from '../session/session.state.ts';
import type { NewTask } from '../task/task.decider.ts';

/** `always`: make a plan, or complete it. `once`: make one while the session has no tasks. */
export type PlanWish = 'always' | 'once';

/**
 * Whether a run of a session in this state plans before it works. A planning that was cut short is repeated. `isReviewed`: whether
 * the user reviews plans; one that they have not approved yet comes back.
 */
export function plansFirst(
  wish: PlanWish | undefined,
  { plan, tasks }: Pick<SessionState, 'plan' | 'tasks'>,
  isReviewed: boolean,
): boolean {
  if (wish === undefined) return false;
  if (wish === 'always' || tasks.tasks.size === 0 || plan.phase === 'planning') return true;
  return isReviewed && plan.phase === 'made';
}

const ALLOWED: ReadonlySet<string> = new Set([
  'AddTasks',
  'ChangeTaskContent',
  'ChangeTaskPriority',
  'ChangeTaskFiles',
  'AddTaskDependencies',
  'CoverRequirements',
  'AddNote',
  'ChangeNoteContent',
  'AskQuestion',
]);

/** Checks a command of the agent in the planning iteration. Throws `PLAN.NO_WORK` for one that is not about the plan. */
export function requirePlanning({
  type,
  tasks = [],
}: {
  readonly type: string;
  readonly tasks?: readonly Pick<NewTask, 'status'>[];
}): void {
  const isNew = tasks.every(({ status = 'remaining' }) => status === 'remaining');
  if (isNew && ALLOWED.has(type)) return;
  throw new DomainError('PLAN.NO_WORK', 'this is the planning iteration', {
    remedy: 'only add, order and describe tasks, then stop',
  });
}
