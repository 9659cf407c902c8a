// The overlay that changes the status of a task.
import { findTask } from '../../../domain/task/task.state.ts';
import { TASK_STATUSES, type TaskId } from '../../../domain/task/task.ts';
import { MUTED, span } from '../canvas/pieces.ts';
import { TASK_MARKS } from '../model/marks.ts';
import { openOverlay, still } from '../model/step.ts';
import { currentTask } from '../panes/current.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, execute, type OverlayLine, SMALL } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'task-status': { readonly id: TaskId };
  }
}

export const TASK_STATUS: OverlayDefinition<'task-status'> = {
  width: SMALL,
  keys: ['choosing', 'reading'],
  open(model) {
    const task = currentTask(model);
    return still(task ? openOverlay(model, { kind: 'task-status', id: task.id }) : model);
  },
  content(model, { id }) {
    const current = findTask(model.session.tasks, id)?.status;
    const lines = TASK_STATUSES.map((status): OverlayLine => {
      const { symbol, word, style } = TASK_MARKS[status];
      const now = status === current ? span(' (current)', MUTED) : span('');
      return {
        line: [span(`${symbol} ${word}`, style), now],
        action: execute({ type: 'ChangeTaskStatus', id, status }),
      };
    });
    return {
      title: `Status of ${id}`,
      head: [],
      editor: null,
      body: bodyOf(lines),
      choosing: true,
      hints: ['close', 'choose'],
    };
  },
};
