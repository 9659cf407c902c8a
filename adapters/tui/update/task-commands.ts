// Commands for the selected or open task or note.
import { TASK_PRIORITIES, type TaskPriority } from '../../../domain/task/task.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { AppModel } from '../model/app-model.ts';
import { asked, type Step, still, toasted, topOverlay } from '../model/step.ts';
import { selectedText } from '../panes/agent-pane.ts';
import { currentNote, currentTask } from '../panes/current.ts';

/**
 * Asks the host to change the priority of the current task. Does nothing if `to` returns the same or an invalid priority.
 */
export function changePriority(model: AppModel, to: (now: TaskPriority) => number): Step {
  const task = currentTask(model);
  const priority = task && TASK_PRIORITIES.find((p) => p === to(task.priority));
  if (!task || priority === undefined || priority === task.priority) return still(model);
  return asked(model, { type: 'ChangeTaskPriority', id: task.id, priority });
}

/** Asks the host to accept the current task as done. Only a completed one can be. */
export function acceptTask(model: AppModel): Step {
  const task = currentTask(model);
  if (!task) return still(model);
  if (task.status !== 'completed') return still(toasted(model, false, `${task.id} is not completed`));
  return asked(model, { type: 'AcceptTask', id: task.id });
}

/** Asks the host to accept the protected files as they were last found. */
export function acceptProtected(model: AppModel): Step {
  if (model.session.proof.protection.changes.length > 0) return asked(model, { type: 'AcceptFoundChanges' });
  return still(toasted(model, false, 'no protected file differs from what is accepted'));
}

/** Copies the open or selected task, note or block. */
export function copy(model: AppModel): Step {
  const text = currentTask(model)?.content ?? currentNote(model)?.content ?? currentBlockText(model);
  if (text === undefined) return still(toasted(model, false, 'nothing is selected'));
  return [model, [{ type: 'copy', text: sanitize(text) }]];
}

function currentBlockText(model: AppModel): string | undefined {
  return !topOverlay(model) && model.ui.focus === 'agent' ? selectedText(model) : undefined;
}
