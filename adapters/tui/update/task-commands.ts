// Commands about the task or note that is selected or open.
import { type Note, noteNumber } from '../../../domain/note/note.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import { TASK_PRIORITIES, type Task, type TaskPriority } from '../../../domain/task/task.ts';
import { sanitize } from '../canvas/sanitize.ts';
import { editorOf } from '../editor/text-editor.ts';
import type { AppModel } from '../model/app-model.ts';
import { asked, openOverlay, type Step, still, toasted, topOverlay } from '../model/step.ts';
import { selectedText } from '../panes/agent-pane.ts';

/** The task that is open, else the selected one where the tasks have the focus. */
function currentTask({ session, ui }: AppModel): Task | undefined {
  const overlay = ui.overlays.at(-1);
  if (overlay) return overlay.kind === 'task' ? findTask(session.tasks, overlay.id) : undefined;
  return ui.focus === 'tasks' && ui.tasks.selected !== null
    ? findTask(session.tasks, ui.tasks.selected)
    : undefined;
}

export function chooseStatus(model: AppModel): AppModel {
  const task = currentTask(model);
  return task ? openOverlay(model, { kind: 'task-status', id: task.id }) : model;
}

export function editTask(model: AppModel): AppModel {
  const task = currentTask(model);
  if (!task) return model;
  return openOverlay(model, { kind: 'edit-task', id: task.id, editor: editorOf(task.content) });
}

export function editNote(model: AppModel): AppModel {
  const note = currentNote(model);
  if (!note) return model;
  return openOverlay(model, { kind: 'edit-note', id: note.id, editor: editorOf(note.content) });
}

export function changePriority(model: AppModel, to: (now: TaskPriority) => number): Step {
  const task = currentTask(model);
  const priority = task && TASK_PRIORITIES.find((p) => p === to(task.priority));
  if (!task || priority === undefined || priority === task.priority) return still(model);
  return asked(model, { type: 'ChangeTaskPriority', id: task.id, priority });
}

/** The open or selected task, note or block. */
export function copy(model: AppModel): Step {
  const text = currentTask(model)?.content ?? currentNote(model)?.content ?? currentBlockText(model);
  if (text === undefined) return still(toasted(model, false, 'nothing is selected'));
  return [model, [{ type: 'copy', text: sanitize(text) }]];
}

/** The note that is open, else the selected one where the notes have the focus. */
function currentNote({ session, ui }: AppModel): Note | undefined {
  const overlay = ui.overlays.at(-1);
  const id =
    overlay?.kind === 'note' ? overlay.id : !overlay && ui.focus === 'notes' ? ui.notes.selected : null;
  return id === null ? undefined : session.notes.get(noteNumber(id));
}

function currentBlockText(model: AppModel): string | undefined {
  return !topOverlay(model) && model.ui.focus === 'agent' ? selectedText(model) : undefined;
}
