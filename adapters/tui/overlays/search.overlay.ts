// The overlay that searches the agent's output and shows the matches while the user types.
import { type EditorState, EMPTY_EDITOR } from '../editor/text-editor.ts';
import { openOverlay, still } from '../model/step.ts';
import type { SearchOrigin } from '../model/ui-state.ts';
import { searchFor } from '../panes/agent-pane.ts';
import { focusPane } from '../panes/panes.ts';
import type { OverlayDefinition } from './overlay.ts';
import { NO_BODY, SMALL } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    /** Cancelling returns to `origin`. */
    search: { readonly editor: EditorState; readonly origin: SearchOrigin };
  }
}

export const SEARCH: OverlayDefinition<'search'> = {
  width: SMALL,
  keys: ['choosing'],
  text: 'line',
  place: 'top',
  open(model) {
    const { scroll, selected } = model.ui.agent;
    const origin = { scroll, selected };
    return still(openOverlay(focusPane(model, 'agent'), { kind: 'search', editor: EMPTY_EDITOR, origin }));
  },
  content(_, { editor }) {
    return {
      title: 'Search',
      head: [],
      editor: { state: editor, rows: 1, label: 'Text in the agent output' },
      body: NO_BODY,
      choosing: false,
      hints: ['close', 'choose'],
    };
  },
  typed: (model, { editor, origin }) => searchFor(model, editor.text, origin),
  cancelled: (model, { origin }) => searchFor(model, '', origin),
};
