// The state of a plan: its phase, the requirements and their tasks; folds plan events.
import { foldOf } from '../fold.ts';
import { IntMap } from '../int-map.ts';
import { type TaskId, taskNumber } from '../task/task.ts';
import type { PlanEvent } from './plan.events.ts';
import {
  type PlanPhase,
  type Requirement,
  type RequirementId,
  requirementNumber,
  type TaskCover,
} from './plan.ts';

export interface PlanState {
  readonly phase: PlanPhase;
  /** In the order of the spec. */
  readonly requirements: readonly Requirement[];
  /** Number of requirements that are not recorded. */
  readonly leftOut: number;
  /** The highest number that a requirement ever had. */
  readonly lastNumber: number;
  /** By task number. May name requirements that the spec no longer has. */
  readonly covers: IntMap<TaskCover>;
}

export const NO_PLAN: PlanState = {
  phase: 'none',
  requirements: [],
  leftOut: 0,
  lastNumber: 0,
  covers: IntMap.empty(),
};

export const planFold = foldOf<PlanState, PlanEvent>({
  RequirementsFound: (state, { requirements, leftOut = 0 }) => ({
    ...state,
    requirements,
    leftOut,
    lastNumber: requirements.reduce(
      (last, { id }) => Math.max(last, requirementNumber(id)),
      state.lastNumber,
    ),
  }),
  RequirementsCovered: (state, cover) => ({
    ...state,
    covers: state.covers.set(taskNumber(cover.task), cover),
  }),
  PlanMade: (state) => ({ ...state, phase: 'made' }),
  PlanReviewStarted: (state) => state,
  PlanApproved: (state) => ({ ...state, phase: 'approved' }),
});

/** Returns the state after the start of an iteration. Work on a plan approves it; work instead of planning ends the planning. */
export function withIterationStarted(state: PlanState, isPlanning: boolean): PlanState {
  const phase = isPlanning ? 'planning' : AFTER_WORK[state.phase];
  return phase === state.phase ? state : { ...state, phase };
}

const AFTER_WORK: Readonly<Record<PlanPhase, PlanPhase>> = {
  none: 'none',
  planning: 'none',
  made: 'approved',
  approved: 'approved',
};

/** Returns the requirements that a task covers and the spec has. */
export function coveredBy({ covers, requirements }: PlanState, task: TaskId): readonly RequirementId[] {
  const ids = covers.get(taskNumber(task))?.requirements ?? [];
  return ids.length === 0 ? ids : ids.filter((id) => requirements.some((known) => known.id === id));
}
