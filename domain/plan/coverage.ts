// Computes which requirements of a spec are covered by tasks, and how far these are.
import { proofOfTask } from '../proof/proof.state.ts';
import type { SessionState } from '../session/session.state.ts';
import { findTask } from '../task/task.state.ts';
import { type TaskId, taskNumber } from '../task/task.ts';
import type { Requirement } from './plan.ts';

/** From the best to the worst; the best task of a requirement counts. `verified` means accepted or verified. */
const COVERAGES = ['verified', 'completed', 'open', 'uncovered'] as const;
type Coverage = (typeof COVERAGES)[number];

export interface CoveredRequirement extends Requirement {
  /** The tasks that cover it, without cancelled ones, oldest first. */
  readonly tasks: readonly TaskId[];
  readonly coverage: Coverage;
}

/** Returns the requirements in the order of the spec; none if the session was not planned. */
export function coverage(
  state: Pick<SessionState, 'plan' | 'tasks' | 'proof'>,
): readonly CoveredRequirement[] {
  const { plan, tasks } = state;
  const byRequirement = new Map<string, TaskId[]>(plan.requirements.map(({ id }) => [id, []]));
  for (const { task, requirements } of plan.covers.values()) {
    const found = findTask(tasks, task);
    if (!found || found.status === 'cancelled') continue;
    for (const id of requirements) byRequirement.get(id)?.push(task);
  }
  return plan.requirements.map((requirement) => {
    const covering = (byRequirement.get(requirement.id) ?? []).sort((a, b) => taskNumber(a) - taskNumber(b));
    const reached = covering.map((id) => coverageBy(id, state));
    const best = COVERAGES.find((one) => reached.includes(one)) ?? 'uncovered';
    return { ...requirement, tasks: covering, coverage: best };
  });
}

function coverageBy(id: TaskId, { tasks, proof }: Pick<SessionState, 'tasks' | 'proof'>): Coverage {
  if (findTask(tasks, id)?.status !== 'completed') return 'open';
  const proven = proofOfTask(proof, id);
  return proven === 'accepted' || proven === 'verified' ? 'verified' : 'completed';
}
