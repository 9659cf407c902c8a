// How the dashboard shows the statuses of tasks, the types of notes and the ends of runs: never by a colour alone.
import { NOTE_TYPE_WORDING } from '../../../application/wording/note-type.ts';
import { TASK_STATUS_WORDING } from '../../../application/wording/task-status.ts';
import type { NoteType } from '../../../domain/note/note.ts';
import type { StopReason } from '../../../domain/run/stop-reason.ts';
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

/** `title` for the dialog at the end, `word` for the status line. */
export const END_MARKS: Readonly<Record<StopReason, Mark & { readonly title: string }>> = {
  complete: {
    symbol: '✓',
    word: 'complete',
    title: 'Session complete',
    style: { fg: 'success', bold: true },
  },
  iteration_limit: {
    symbol: '○',
    word: 'ended: iteration limit',
    title: 'Iteration limit reached',
    style: { fg: 'warning', bold: true },
  },
  no_progress: {
    symbol: '!',
    word: 'ended: no progress',
    title: 'No progress',
    style: { fg: 'warning', bold: true },
  },
  failed: { symbol: '✗', word: 'failed', title: 'Run failed', style: { fg: 'error', bold: true } },
  interrupted: {
    symbol: '⊘',
    word: 'interrupted',
    title: 'Run interrupted',
    style: { fg: 'warning', bold: true },
  },
};
