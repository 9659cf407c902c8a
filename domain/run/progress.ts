// Decides which events of a run count as progress.
import type { SessionEvent, UnknownEvent } from '../session/session.events.ts';
import type { SessionState } from '../session/session.state.ts';
import type { TaskId, TaskStatus } from '../task/task.ts';

/** Number of notes per task that count: an agent can write notes forever. */
const NOTES_PER_TASK = 2;

/** What has counted as progress in this run, so that nothing counts twice. */
export interface ProgressLedger {
  /** The statuses that each task has had, for tasks that changed. */
  readonly statuses: ReadonlyMap<TaskId, ReadonlySet<TaskStatus>>;
  /** Number of notes that counted while this task was in progress; '' for no task. */
  readonly notes: ReadonlyMap<TaskId | '', number>;
}

export const EMPTY_LEDGER: ProgressLedger = { statuses: new Map(), notes: new Map() };

/**
 * Returns the ledger after an event, the same one if the event is not progress. Progress is a new task, a status that a task
 * never had before, or a new note with new content. `state` is the state after the event.
 */
export function recordProgress(
  ledger: ProgressLedger,
  event: SessionEvent | UnknownEvent,
  state: SessionState,
): ProgressLedger {
  switch (event.type) {
    case 'TaskAdded':
      return withStatus(ledger, event.data.id, event.data.status, event.data.status);
    case 'TaskStatusChanged':
      return withStatus(ledger, event.data.id, event.data.from, event.data.to);
    case 'NoteAdded':
      return isNewContent(event.data, state) ? withNote(ledger, state) : ledger;
    case 'SessionCompleted':
      return { ...ledger };
    default:
      return ledger;
  }
}

function withStatus(ledger: ProgressLedger, id: TaskId, from: TaskStatus, to: TaskStatus): ProgressLedger {
  const had = ledger.statuses.get(id);
  if (had?.has(to)) return ledger;
  return { ...ledger, statuses: new Map(ledger.statuses).set(id, new Set([...(had ?? [from]), to])) };
}

function withNote(ledger: ProgressLedger, state: SessionState): ProgressLedger {
  const task = [...state.tasks.tasks.values()].find(({ status }) => status === 'in_progress')?.id ?? '';
  const counted = ledger.notes.get(task) ?? 0;
  if (counted >= NOTES_PER_TASK) return ledger;
  return { ...ledger, notes: new Map(ledger.notes).set(task, counted + 1) };
}

function isNewContent({ id, content }: { id: string; content: string }, { notes }: SessionState): boolean {
  const text = content.trim().toLowerCase();
  return ![...notes.values()].some((note) => note.id !== id && note.content.trim().toLowerCase() === text);
}
