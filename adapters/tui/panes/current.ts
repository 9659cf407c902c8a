// Finds the task and the note that commands apply to.
import { type Note, noteNumber } from '../../../domain/note/note.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { AppModel } from '../model/app-model.ts';
import { topOverlay } from '../model/step.ts';
import { taskOfEntry } from '../model/task-entries.ts';

/** Returns the open task, else the selected one if the tasks have the focus. */
export function currentTask(model: AppModel): Task | undefined {
  const { session, ui } = model;
  const overlay = topOverlay(model);
  if (overlay) return overlay.kind === 'task' ? findTask(session.tasks, overlay.id) : undefined;
  const id = ui.focus === 'tasks' && ui.tasks.selected !== null ? taskOfEntry(ui.tasks.selected) : undefined;
  return id && findTask(session.tasks, id);
}

/** Returns the open note, else the selected one if the notes have the focus. */
export function currentNote(model: AppModel): Note | undefined {
  const { session, ui } = model;
  const overlay = topOverlay(model);
  const id =
    overlay?.kind === 'note' ? overlay.id : !overlay && ui.focus === 'notes' ? ui.notes.selected : null;
  return id === null ? undefined : session.notes.get(noteNumber(id));
}
