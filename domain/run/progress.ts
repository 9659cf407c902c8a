// Decides which events count as progress of an iteration.
import type { SessionEvent, UnknownEvent } from '../session/session.events.ts';

/** Whether an event advances the work. Starting a task does not, because an agent could do that forever. */
export function isProgress(event: SessionEvent | UnknownEvent): boolean {
  switch (event.type) {
    case 'TaskStatusChanged':
      return event.data.to !== 'in_progress';
    case 'TaskAdded':
    case 'TaskPriorityChanged':
    case 'TaskContentChanged':
    case 'TaskDependencyAdded':
    case 'SessionCompleted':
      return true;
    default:
      return false;
  }
}
