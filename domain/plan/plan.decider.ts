// The rules for plans: ids of requirements, what a task may cover, and the phases of a plan.
import { DomainError } from '../errors.ts';
import { requireTask } from '../task/task.decider.ts';
import type { TaskList } from '../task/task.state.ts';
import { type TaskId, taskNumber } from '../task/task.ts';
import type { PlanEvent } from './plan.events.ts';
import type { PlanState } from './plan.state.ts';
import {
  bounded,
  type FoundRequirement,
  type Requirement,
  type RequirementId,
  requirementId,
} from './plan.ts';

export type PlanCommand =
  /** Replaces the requirements. One with the same text as before keeps its id. */
  | { readonly type: 'RecordRequirements'; readonly found: readonly FoundRequirement[] }
  /** Adds to what the task covers. */
  | {
      readonly type: 'CoverRequirements';
      readonly task: TaskId;
      readonly requirements: readonly RequirementId[];
    }
  | { readonly type: 'EndPlanning' }
  | { readonly type: 'BeginPlanReview' }
  | { readonly type: 'ApprovePlan' };

/** Returns the events of a command, [] if nothing changes. Throws `TASK.NOT_FOUND` and `REQUIREMENT.NOT_FOUND`. */
export function decidePlan(command: PlanCommand, state: PlanState, tasks: TaskList): PlanEvent[] {
  switch (command.type) {
    case 'RecordRequirements':
      return recordRequirements(command.found, state);
    case 'CoverRequirements':
      requireTask(tasks, command.task);
      return cover(command.task, command.requirements, state);
    case 'EndPlanning':
      return state.phase === 'planning' ? [{ type: 'PlanMade', data: {} }] : [];
    case 'BeginPlanReview':
      return state.phase === 'made' ? [{ type: 'PlanReviewStarted', data: {} }] : [];
    case 'ApprovePlan':
      return state.phase === 'made' ? [{ type: 'PlanApproved', data: {} }] : [];
    default:
      return command satisfies never;
  }
}

/** Returns the event by which a task covers these requirements too, none if it does. Throws `REQUIREMENT.NOT_FOUND`. */
export function cover(task: TaskId, wanted: readonly RequirementId[], state: PlanState): PlanEvent[] {
  for (const id of wanted) requireRequirement(state, id);
  const before = state.covers.get(taskNumber(task))?.requirements ?? [];
  const requirements = [...new Set([...before, ...wanted])];
  if (requirements.length === before.length) return [];
  return [{ type: 'RequirementsCovered', data: { task, requirements } }];
}

function requireRequirement({ requirements, lastNumber }: PlanState, id: RequirementId): void {
  if (requirements.some((known) => known.id === id)) return;
  const known =
    requirements.length === 0
      ? 'none are recorded, because the session was not planned'
      : `the requirements are in REQ-1 to ${requirementId(lastNumber)}`;
  throw new DomainError('REQUIREMENT.NOT_FOUND', `there is no requirement ${id}: ${known}`);
}

function recordRequirements(found: readonly FoundRequirement[], state: PlanState): PlanEvent[] {
  const { kept, leftOut } = bounded(found);
  const known = idsByText(state.requirements);
  let last = state.lastNumber;
  const requirements = kept.map(({ text, line }): Requirement => {
    const id = known.get(text)?.shift() ?? requirementId(++last);
    return { id, text, line };
  });
  if (leftOut === state.leftOut && isSame(requirements, state.requirements)) return [];
  return [{ type: 'RequirementsFound', data: { requirements, ...(leftOut > 0 && { leftOut }) } }];
}

/** A text that the spec has several times has several ids. */
function idsByText(requirements: readonly Requirement[]): Map<string, RequirementId[]> {
  const ids = new Map<string, RequirementId[]>();
  for (const { id, text } of requirements) ids.set(text, [...(ids.get(text) ?? []), id]);
  return ids;
}

function isSame(some: readonly Requirement[], others: readonly Requirement[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ id, line }, index) => id === others[index]?.id && line === others[index].line)
  );
}
