// Writes a task.
import { TASK_PRIORITIES, type TaskPriority } from '../../../domain/task/task.ts';
import type { EditorState } from '../editor/text-editor.ts';
import { cycled, FORM, form } from './form.ts';
import type { OverlayDefinition } from './overlay.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'new-task': { readonly editor: EditorState; readonly priority: TaskPriority };
  }
}

export const NEW_TASK: OverlayDefinition<'new-task'> = {
  ...FORM,
  content(_, { editor, priority }) {
    const words = TASK_PRIORITIES.map((each) => `P${each}`);
    const options = { name: 'Priority', words, chosen: TASK_PRIORITIES.indexOf(priority) };
    return form('New task', editor, 'What to do', options);
  },
  withOption: (overlay, by) => ({ ...overlay, priority: cycled(TASK_PRIORITIES, overlay.priority, by) }),
  submit: ({ priority }, content) => ({ type: 'AddTasks', tasks: [{ content, priority }] }),
};
