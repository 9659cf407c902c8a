// The symbol and word of each task status, for everything that prints tasks: dashboard, log, session pages.
import type { TaskStatus } from '../../domain/task/task.ts';

interface Wording {
  /** One cell wide. */
  readonly symbol: string;
  readonly word: string;
}

export const TASK_STATUS_WORDING: Readonly<Record<TaskStatus, Wording>> = {
  in_progress: { symbol: '●', word: 'in progress' },
  remaining: { symbol: '○', word: 'remaining' },
  blocked: { symbol: '⊘', word: 'blocked' },
  completed: { symbol: '✓', word: 'completed' },
  cancelled: { symbol: '✗', word: 'cancelled' },
};
