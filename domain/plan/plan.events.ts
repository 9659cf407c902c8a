// The events of a plan.
import type { TaskId } from '../task/task.ts';
import type { Requirement, RequirementId } from './plan.ts';

export type PlanEvent =
  /** The requirements of the spec, instead of those found before. */
  | {
      readonly type: 'RequirementsFound';
      readonly data: {
        readonly requirements: readonly Requirement[];
        /** Number of requirements that are not listed; absent if all are. */
        readonly leftOut?: number;
      };
    }
  /** All requirements that a task covers now. */
  | {
      readonly type: 'RequirementsCovered';
      readonly data: { readonly task: TaskId; readonly requirements: readonly RequirementId[] };
    }
  | { readonly type: 'PlanMade'; readonly data: Record<string, never> }
  /** The user looks at the plan. The run waits. */
  | { readonly type: 'PlanReviewStarted'; readonly data: Record<string, never> }
  | { readonly type: 'PlanApproved'; readonly data: Record<string, never> };
