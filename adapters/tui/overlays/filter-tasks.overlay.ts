// The overlay that filters the tasks of the list while the user types.
import { type EditorState, editorOf } from '../editor/text-editor.ts';
import type { AppModel } from '../model/app-model.ts';
import { openOverlay, still, withUi } from '../model/step.ts';
import { focusPane } from '../panes/panes.ts';
import type { OverlayDefinition } from './overlay.ts';
import { NO_BODY, SMALL } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'filter-tasks': { readonly editor: EditorState };
  }
}

export const FILTER_TASKS: OverlayDefinition<'filter-tasks'> = {
  width: SMALL,
  keys: ['choosing'],
  text: 'line',
  place: 'top',
  open(model) {
    const editor = editorOf(model.ui.taskFilter.query);
    return still(openOverlay(focusPane(model, 'tasks'), { kind: 'filter-tasks', editor }));
  },
  content(_, { editor }) {
    return {
      title: 'Filter tasks',
      head: [],
      editor: { state: editor, rows: 1, label: 'Words in a task' },
      body: NO_BODY,
      choosing: false,
      hints: ['close', 'choose'],
    };
  },
  typed: (model, { editor }) => filterTasks(model, editor.text),
  cancelled: (model) => filterTasks(model, ''),
};

/** Lists the tasks that contain these words; all for none. */
function filterTasks(model: AppModel, query: string): AppModel {
  return withUi(model, { taskFilter: { ...model.ui.taskFilter, query } });
}
