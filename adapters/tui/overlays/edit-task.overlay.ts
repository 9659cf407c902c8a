// Changes what a task says.
import type { TaskId } from '../../../domain/task/task.ts';
import type { EditorState } from '../editor/text-editor.ts';
import { FORM, form } from './form.ts';
import type { OverlayDefinition } from './overlay.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'edit-task': { readonly id: TaskId; readonly editor: EditorState };
  }
}

export const EDIT_TASK: OverlayDefinition<'edit-task'> = {
  ...FORM,
  content: (_, { id, editor }) => form(`Edit ${id}`, editor, 'What to do'),
  submit: ({ id }, content) => ({ type: 'ChangeTaskContent', id, content }),
};
