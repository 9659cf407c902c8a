// Symbols, words and styles for task statuses, note types and ends of runs. Colour alone never carries meaning.
import type { Standing } from '../../../application/session/task-report.ts';
import { NOTE_TYPE_WORDING, type NoteTone } from '../../../application/wording/note-type.ts';
import { STOP_REASON_WORDING, type StopReasonWording } from '../../../application/wording/stop-message.ts';
import { TASK_STATUS_WORDING } from '../../../application/wording/task-status.ts';
import type { NoteType } from '../../../domain/note/note.ts';
import { STOP_REASONS, type StopKind, type StopReason } from '../../../domain/run/stop-reason.ts';
import type { TaskStatus } from '../../../domain/task/task.ts';
import type { Span, Style } from '../canvas/style.ts';

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

/** A completed task whose work is doubtful. */
export const DOUBTFUL_MARK = { symbol: '?', word: 'doubtful', style: { fg: 'warning', bold: true } } as const;

/** The marks after the title of an open task, one cell each. */
export const PRIORITY_MARKS = {
  high: { text: '▲', style: { fg: 'accent', bold: true } },
  low: { text: '▽', style: { fg: 'muted' } },
} as const satisfies Record<string, Span>;
/** It waits for other tasks. */
export const WAITING_MARK: Span = { text: '◷', style: { fg: 'warning' } };
/** Its checks or its reviewer have returned it. */
export const RETURNED_MARK: Span = { text: '↺', style: { fg: 'warning' } };

/** What is proven about a task. */
export const STANDING_STYLES: Readonly<Record<Standing, Style>> = {
  doubtful: { fg: 'warning' },
  returned: { fg: 'warning' },
  unverified: { fg: 'warning' },
  verified: { fg: 'success' },
  accepted: { fg: 'success' },
};

const NOTE_STYLES: Readonly<Record<NoteTone, Style>> = {
  information: { fg: 'info' },
  problem: { fg: 'error' },
  advice: { fg: 'success' },
  decision: { fg: 'special' },
};

/** Returns symbol, word and style of a note type. */
export function noteMark(type: NoteType): Mark {
  const { symbol, word, tone } = NOTE_TYPE_WORDING[type];
  return { symbol, word, style: NOTE_STYLES[tone] };
}

const STOP_STYLES: Readonly<Record<StopKind, Style>> = {
  done: { fg: 'success', bold: true },
  limit: { fg: 'warning', bold: true },
  stuck: { fg: 'warning', bold: true },
  failed: { fg: 'error', bold: true },
  interrupted: { fg: 'warning', bold: true },
};

/** Returns symbol, words and style of the end of a run. */
export function stopMark(reason: StopReason): StopReasonWording & { readonly style: Style } {
  return { ...STOP_REASON_WORDING[reason], style: STOP_STYLES[STOP_REASONS[reason]] };
}
