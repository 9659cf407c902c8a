// A form that edits a task.
import type { TaskId } from '../../../domain/task/task.ts';
import { type EditorState, editorOf } from '../editor/text-editor.ts';
import { openOverlay, still } from '../model/step.ts';
import { currentTask } from '../panes/current.ts';
import { FORM, form } from './form.ts';
import type { OverlayDefinition } from './overlay.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'edit-task': { readonly id: TaskId; readonly editor: EditorState };
  }
}

export const EDIT_TASK: OverlayDefinition<'edit-task'> = {
  ...FORM,
  open(model) {
    const task = currentTask(model);
    return still(
      task ? openOverlay(model, { kind: 'edit-task', id: task.id, editor: editorOf(task.content) }) : model,
    );
  },
  content: (_, { id, editor }) => form(`Edit ${id}`, editor, 'What to do'),
  submit: ({ id }, content) => ({ type: 'ChangeTaskContent', id, content }),
};
