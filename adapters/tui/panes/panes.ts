// Moves the focus between panes and shows or hides the sidebar.
import { layoutOf } from '../layout/layout.ts';
import type { AppModel } from '../model/app-model.ts';
import { type Step, still, withUi } from '../model/step.ts';
import type { Pane } from '../model/ui-state.ts';
import { followAgent, withAgent } from './agent-pane.ts';
import { withSelection } from './list-panes.ts';

const CYCLE: readonly Pane[] = ['agent', 'tasks', 'notes'];

/** Focuses a pane. Tasks and notes become visible with the focus. */
export function focusPane(model: AppModel, focus: Pane): AppModel {
  return withSelection(withUi(model, { focus, prefix: false }));
}

/** Focuses the next or previous pane. From the input, the cycle starts with the agent. */
export function cyclePane(model: AppModel, by: -1 | 1): AppModel {
  const at = CYCLE.indexOf(model.ui.focus);
  const next = at < 0 ? (by > 0 ? 0 : CYCLE.length - 1) : (at + by + CYCLE.length) % CYCLE.length;
  return focusPane(model, CYCLE[next] ?? 'agent');
}

/**
 * Toggles the sidebar. On a wide screen, remembers the choice; on a narrow one, the sidebar shows while it has the focus.
 */
export function toggleSidebar(model: AppModel): Step {
  const { wide, sidebarMode } = layoutOf(model);
  if (!wide) return still(focusPane(model, sidebarMode === 'drawer' ? 'agent' : 'tasks'));
  const sidebar = !model.ui.sidebar;
  const inSidebar = model.ui.focus === 'tasks' || model.ui.focus === 'notes';
  const next = withUi(model, { sidebar, focus: inSidebar && !sidebar ? 'agent' : model.ui.focus });
  return [next, [{ type: 'remember', key: 'sidebar', value: sidebar }]];
}

/** Handles Esc one step at a time: leaves the filter of the tasks, the pane, then the search, then the selection, then the scroll position. */
export function leave(model: AppModel): AppModel {
  const { focus, agent, taskFilter } = model.ui;
  if (focus === 'tasks' && taskFilter.query !== '') {
    return withUi(model, { taskFilter: { ...taskFilter, query: '' } });
  }
  if (focus !== 'agent') return focusPane(model, 'agent');
  if (agent.search) return withAgent(model, { search: null });
  return agent.selected === null ? followAgent(model) : withAgent(model, { selected: null });
}
