// The focus: which pane has it, and whether the sidebar is shown.
import { layoutOf } from '../layout/layout.ts';
import type { AppModel } from '../model/app-model.ts';
import { type Step, still, withUi } from '../model/step.ts';
import type { Pane } from '../model/ui-state.ts';
import { followAgent, withAgent } from './agent-pane.ts';
import { withSelection } from './list-panes.ts';

const CYCLE: readonly Pane[] = ['agent', 'tasks', 'notes'];

/** Tasks and notes come into sight when they get the focus. */
export function focusPane(model: AppModel, focus: Pane): AppModel {
  return withSelection(withUi(model, { focus, prefix: false }));
}

/** From the input on, the cycle begins with the agent. */
export function cyclePane(model: AppModel, by: -1 | 1): AppModel {
  const at = CYCLE.indexOf(model.ui.focus);
  const next = at < 0 ? (by > 0 ? 0 : CYCLE.length - 1) : (at + by + CYCLE.length) % CYCLE.length;
  return focusPane(model, CYCLE[next] ?? 'agent');
}

/** On a wide screen the choice is remembered; on a narrow one the sidebar is seen while it has the focus. */
export function toggleSidebar(model: AppModel): Step {
  const { wide, sidebarMode } = layoutOf(model);
  if (!wide) return still(focusPane(model, sidebarMode === 'drawer' ? 'agent' : 'tasks'));
  const sidebar = !model.ui.sidebar;
  const inSidebar = model.ui.focus === 'tasks' || model.ui.focus === 'notes';
  const next = withUi(model, { sidebar, focus: inSidebar && !sidebar ? 'agent' : model.ui.focus });
  return [next, [{ type: 'remember', key: 'sidebar', value: sidebar }]];
}

/** Escape: one thing at a time, the nearest first. */
export function leave(model: AppModel): AppModel {
  const { focus, agent } = model.ui;
  if (focus !== 'agent') return focusPane(model, 'agent');
  if (agent.search) return withAgent(model, { search: null });
  return agent.selected === null ? followAgent(model) : withAgent(model, { selected: null });
}
