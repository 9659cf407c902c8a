// Icons, words and styles of states: the same everywhere, and never a colour alone.
import type { NoteType } from '../../../domain/note/note.ts';
import type { TaskStatus } from '../../../domain/task/task.ts';
import type { Style } from '../canvas/style.ts';

interface Mark {
  readonly icon: string;
  readonly word: string;
  readonly style: Style;
}

export const TASK_MARKS: Readonly<Record<TaskStatus, Mark>> = {
  in_progress: { icon: '►', word: 'in progress', style: { fg: 'accent', bold: true } },
  remaining: { icon: '○', word: 'remaining', style: { fg: 'text' } },
  blocked: { icon: '⊘', word: 'blocked', style: { fg: 'warning' } },
  completed: { icon: '✓', word: 'completed', style: { fg: 'success' } },
  cancelled: { icon: '⊗', word: 'cancelled', style: { fg: 'muted' } },
};

export const NOTE_MARKS: Readonly<Record<NoteType, Mark>> = {
  learning: { icon: '*', word: 'learning', style: { fg: 'info' } },
  stuck: { icon: '!', word: 'stuck', style: { fg: 'error' } },
  tip: { icon: '›', word: 'tip', style: { fg: 'success' } },
  decision: { icon: '◇', word: 'decision', style: { fg: 'special' } },
};

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const SPINNER_MS = 100;

/** The spinner's picture at this time. */
export function spinner(now: number): string {
  return SPINNER[Math.floor(now / SPINNER_MS) % SPINNER.length] ?? '';
}

/** `0:42`, `12:05`, `1:02:03` */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number): string => String(value % 60).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds)}`
    : `${Math.floor(minutes / 60)}:${two(minutes)}:${two(seconds)}`;
}

/** The time of day where the user is. */
export function timeOfDay(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
