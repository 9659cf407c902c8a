// Collects the evidence of tasks from events: the state keeps it for the latest tasks, a report for all.
import type { SessionEvent, UnknownEvent } from '../session/session.events.ts';
import type { TaskId } from '../task/task.ts';
import { type CheckResult, noEvidence, type TaskEvidence, withChecks, withIteration } from './evidence.ts';

/** Returns the tasks whose evidence the event changes, each with its new evidence. `checks` are the last results of all checks. */
export function evidenceAfter(
  event: SessionEvent | UnknownEvent,
  evidenceOf: (id: TaskId) => TaskEvidence | undefined,
  checks: readonly CheckResult[],
): readonly TaskEvidence[] {
  const known = (id: TaskId): TaskEvidence => evidenceOf(id) ?? noEvidence(id);
  switch (event.type) {
    case 'EvidenceRecorded':
      return event.data.tasks.map((id) => withIteration(known(id), event.data));
    case 'TaskVerified': {
      const { id, checks: judges, besides } = event.data;
      return [
        withChecks(
          known(id),
          checks.filter(({ command }) => judges.includes(command)),
          besides,
        ),
      ];
    }
    case 'TaskLeftUnverified':
    case 'TaskReturned':
      return [withChecks(known(event.data.id), checks)];
    default:
      return [];
  }
}
