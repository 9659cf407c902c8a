// A form that adds a task: what to do, its priority, and the tasks it waits for.
import { DomainError } from '../../../domain/errors.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import {
  DEFAULT_PRIORITY,
  parseTaskId,
  TASK_PRIORITIES,
  type TaskId,
  type TaskPriority,
} from '../../../domain/task/task.ts';
import { type EditorState, EMPTY_EDITOR } from '../editor/text-editor.ts';
import type { AppModel } from '../model/app-model.ts';
import { openOverlay, still } from '../model/step.ts';
import { cycled, FORM, form } from './form.ts';
import type { OverlayDefinition } from './overlay.ts';

type Field = 'content' | 'after';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'new-task': {
      /** The text of the field that is written in. */
      readonly editor: EditorState;
      readonly field: Field;
      /** The text of the other field. */
      readonly other: EditorState;
      readonly priority: TaskPriority;
    };
  }
}

type Texts = Readonly<Record<Field, string>>;

export const NEW_TASK: OverlayDefinition<'new-task'> = {
  ...FORM,
  open: (model) =>
    still(
      openOverlay(model, {
        kind: 'new-task',
        editor: EMPTY_EDITOR,
        field: 'content',
        other: EMPTY_EDITOR,
        priority: DEFAULT_PRIORITY,
      }),
    ),
  content(model, overlay) {
    const { editor, priority, field } = overlay;
    const words = TASK_PRIORITIES.map((each) => `P${each}`);
    const options = { name: 'Priority', words, chosen: TASK_PRIORITIES.indexOf(priority) };
    const texts = textsOf(overlay);
    const problem = problemOf(model, texts.after);
    return field === 'content'
      ? form('New task', editor, 'What to do', options, { name: 'After', text: texts.after, problem })
      : form('New task', editor, 'Tasks it waits for, such as TAS-2, 3', options, {
          ...{ name: 'What to do', text: texts.content, problem },
        });
  },
  withOption: (overlay, by) => ({ ...overlay, priority: cycled(TASK_PRIORITIES, overlay.priority, by) }),
  withField({ editor, other, field, ...overlay }) {
    return { ...overlay, editor: other, other: editor, field: field === 'content' ? 'after' : 'content' };
  },
  textOf: (overlay) => textsOf(overlay).content,
  problem: (model, overlay) => problemOf(model, textsOf(overlay).after),
  submit(overlay, content) {
    const dependsOn = idsIn(textsOf(overlay).after);
    const after = dependsOn.length > 0 ? { dependsOn } : {};
    return { type: 'AddTasks', tasks: [{ content, priority: overlay.priority, ...after }] };
  },
};

function textsOf({ editor, other, field }: { editor: EditorState; other: EditorState; field: Field }): Texts {
  return field === 'content'
    ? { content: editor.text, after: other.text }
    : { content: other.text, after: editor.text };
}

/** Returns what is wrong with the ids that are written; undefined for nothing. */
function problemOf({ session }: AppModel, text: string): string | undefined {
  try {
    const unknown = idsIn(text).find((id) => findTask(session.tasks, id) === undefined);
    return unknown && `there is no task ${unknown}`;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}

/** Throws `TASK.INVALID_ID`. */
function idsIn(text: string): readonly TaskId[] {
  const words = text.split(/[\s,]+/).filter(Boolean);
  return [...new Set(words.map(parseTaskId))];
}
