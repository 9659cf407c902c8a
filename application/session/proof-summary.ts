// Summarizes how certain it is that the work of a session is done.

import { listed } from '../../domain/listed.ts';
import { proofOfTask } from '../../domain/proof/proof.state.ts';
import type { CheckOutcome, Proof } from '../../domain/proof/proof.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { TaskId } from '../../domain/task/task.ts';

export interface ProofSummary {
  /** The completed tasks by proof, the doubtful ones first, because they need attention. */
  readonly tasks: Readonly<Record<Proof, readonly TaskId[]>>;
  /** The last outcome of each check. */
  readonly checks: readonly { readonly command: string; readonly outcome: CheckOutcome }[];
}

/** Returns the summary, null if no check ever ran: then nothing was verified. */
export function summarizeProof({ tasks, proof }: Pick<SessionState, 'tasks' | 'proof'>): ProofSummary | null {
  if (proof.checks.length === 0) return null;
  const groups: Record<Proof, TaskId[]> = { doubtful: [], unverified: [], verified: [], accepted: [] };
  for (const { id, status } of tasks.tasks.values()) {
    if (status === 'completed') groups[proofOfTask(proof, id)].push(id);
  }
  const checks = proof.checks.map(({ command, outcome }) => ({ command, outcome }));
  return { tasks: groups, checks };
}

/** Returns one line: `2 doubtful (TAS-1, TAS-4), 1 unverified (TAS-2), 5 verified`; '' if no task is completed. */
export function describeProof({ tasks }: ProofSummary): string {
  const named = (proof: Proof): string => `${tasks[proof].length} ${proof} (${listed(tasks[proof])})`;
  const counted = (proof: Proof): string => `${tasks[proof].length} ${proof}`;
  return [
    ...(['doubtful', 'unverified'] as const).filter((proof) => tasks[proof].length > 0).map(named),
    ...(['verified', 'accepted'] as const).filter((proof) => tasks[proof].length > 0).map(counted),
  ].join(', ');
}
