// The parameter of tools that names requirements of the spec, and its place in their answers.
import { coveredBy, type PlanState } from '../../domain/plan/plan.state.ts';
import { parseRequirementId, type RequirementId } from '../../domain/plan/plan.ts';
import type { Task } from '../../domain/task/task.ts';
import type { ToolInput, ToolParameter } from './tool.ts';
import { textList } from './tool-input.ts';

export const COVERS: ToolParameter = {
  name: 'covers',
  description: 'ids of the requirements of the spec that it fulfils, such as REQ-1,REQ-2',
  required: false,
  kind: 'list',
};

/** Returns the requirements of a call, [] for none. Throws `InputError` and `REQUIREMENT.INVALID_ID`. */
export function requirementIds(input: ToolInput): RequirementId[] {
  return textList(input, COVERS.name).map(parseRequirementId);
}

/** Returns the requirements that a task covers, nothing if there are none. */
export function coverData(
  { id }: Pick<Task, 'id'>,
  plan: PlanState,
): { readonly covers?: readonly RequirementId[] } {
  const covers = coveredBy(plan, id);
  return covers.length === 0 ? {} : { covers };
}
