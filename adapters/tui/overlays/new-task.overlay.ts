// A form that adds a task.
import { DEFAULT_PRIORITY, TASK_PRIORITIES, type TaskPriority } from '../../../domain/task/task.ts';
import { type EditorState, EMPTY_EDITOR } from '../editor/text-editor.ts';
import { openOverlay, still } from '../model/step.ts';
import { cycled, FORM, form } from './form.ts';
import type { OverlayDefinition } from './overlay.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'new-task': { readonly editor: EditorState; readonly priority: TaskPriority };
  }
}

export const NEW_TASK: OverlayDefinition<'new-task'> = {
  ...FORM,
  open: (model) =>
    still(openOverlay(model, { kind: 'new-task', editor: EMPTY_EDITOR, priority: DEFAULT_PRIORITY })),
  content(_, { editor, priority }) {
    const words = TASK_PRIORITIES.map((each) => `P${each}`);
    const options = { name: 'Priority', words, chosen: TASK_PRIORITIES.indexOf(priority) };
    return form('New task', editor, 'What to do', options);
  },
  withOption: (overlay, by) => ({ ...overlay, priority: cycled(TASK_PRIORITIES, overlay.priority, by) }),
  submit: ({ priority }, content) => ({ type: 'AddTasks', tasks: [{ content, priority }] }),
};
