// How the dashboard shows the statuses of tasks and the types of notes: never by a colour alone.
import { NOTE_TYPE_WORDING } from '../../../application/wording/note-type.ts';
import { TASK_STATUS_WORDING } from '../../../application/wording/task-status.ts';
import type { NoteType } from '../../../domain/note/note.ts';
import type { TaskStatus } from '../../../domain/task/task.ts';
import type { Style } from '../canvas/style.ts';

interface Mark {
  readonly symbol: string;
  readonly word: string;
  readonly style: Style;
}

export const TASK_MARKS: Readonly<Record<TaskStatus, Mark>> = {
  in_progress: { ...TASK_STATUS_WORDING.in_progress, style: { fg: 'accent', bold: true } },
  remaining: { ...TASK_STATUS_WORDING.remaining, style: { fg: 'text' } },
  blocked: { ...TASK_STATUS_WORDING.blocked, style: { fg: 'warning' } },
  completed: { ...TASK_STATUS_WORDING.completed, style: { fg: 'success' } },
  cancelled: { ...TASK_STATUS_WORDING.cancelled, style: { fg: 'muted' } },
};

export const NOTE_MARKS: Readonly<Record<NoteType, Mark>> = {
  learning: { ...NOTE_TYPE_WORDING.learning, style: { fg: 'info' } },
  stuck: { ...NOTE_TYPE_WORDING.stuck, style: { fg: 'error' } },
  tip: { ...NOTE_TYPE_WORDING.tip, style: { fg: 'success' } },
  decision: { ...NOTE_TYPE_WORDING.decision, style: { fg: 'special' } },
};
