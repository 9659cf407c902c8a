// What a click, the wheel or a choice does.
import type { TaskId } from '../../../domain/task/task.ts';
import { overlayArea } from '../views/overlays/describe-overlay.ts';
import { scrollAgent, selectBlock, toggleBlock } from './agent-pane.ts';
import type { AppModel } from './app-model.ts';
import { openSelected, runCommand } from './commands.ts';
import type { CommandName } from './keymap.ts';
import { scrollList } from './list-panes.ts';
import { isWriting, scrollOverlay } from './overlay-update.ts';
import { focusPane } from './panes.ts';
import { leaveRun, pauseRun, reset, resumeRun } from './run-commands.ts';
import { popOverlay, pushOverlay, replaceOverlay, type Step, still, topOverlay, withUi } from './step.ts';
import { placeCursor } from './text-editor.ts';
import type { ScrollTarget, UiAction } from './ui-action.ts';
import type { Overlay } from './ui-state.ts';

export function act(model: AppModel, action: UiAction): Step {
  switch (action.type) {
    case 'command':
      return execute(model, action.name);
    case 'focus':
      return still(focusPane(model, action.pane));
    case 'click-task':
      return still(clicked(model, 'tasks', action.id));
    case 'click-note':
      return still(clicked(model, 'notes', action.id));
    case 'click-block':
      return still(clickedBlock(model, action.id));
    case 'open-task':
      return still(pushOverlay(model, { kind: 'task', id: action.id, top: 0, choice: 0 }));
    case 'place-cursor':
      return still(cursorPlaced(model, action.index));
    case 'scroll':
      return still(scrolled(model, action.target, action.lines));
    case 'set-status':
      return setStatus(model, action.id, action.status);
    case 'pause-run':
      return pauseRun(model);
    case 'resume-run':
      return resumeRun(model);
    case 'reset-session':
      return reset(model);
    case 'quit-run':
      return leaveRun(model, action.force);
    case 'close':
      return runCommand(model, 'close');
    case 'nothing':
      return still(model);
    default:
      return action satisfies never;
  }
}

/** A command from a key, the palette or a button. */
export function execute(model: AppModel, name: CommandName): Step {
  return name === 'choose' ? choose(model) : runCommand(model, name);
}

/** Carries out the current choice of the overlay on top. A command closes the palette before it runs. */
function choose(model: AppModel): Step {
  const overlay = topOverlay(model);
  if (!overlay) return still(model);
  if (overlay.kind === 'search') return still(popOverlay(model));
  const { box, choice } = overlayArea(model, overlay);
  const action = box.body.length > 0 ? box.body.at(choice).action : undefined;
  if (!action) return still(model);
  return act(overlay.kind === 'palette' ? popOverlay(model) : model, action);
}

function setStatus(
  model: AppModel,
  id: TaskId,
  status: Extract<UiAction, { type: 'set-status' }>['status'],
): Step {
  return [popOverlay(model), [{ type: 'set-task-status', id, status }]];
}

/** A click selects; on what is selected and has the focus it opens. */
function clicked<P extends 'tasks' | 'notes'>(
  model: AppModel,
  pane: P,
  id: AppModel['ui'][P]['selected'],
): AppModel {
  const again = model.ui.focus === pane && model.ui[pane].selected === id;
  const selected = withUi(model, { [pane]: { ...model.ui[pane], selected: id } });
  const focused = focusPane(selected, pane);
  return again ? openSelected(focused) : focused;
}

function clickedBlock(model: AppModel, id: number): AppModel {
  return toggleBlock(selectBlock(focusPane(model, 'agent'), id), id);
}

function cursorPlaced(model: AppModel, index: number): AppModel {
  const overlay = topOverlay(model);
  if (overlay && isWriting(overlay)) {
    return replaceOverlay(model, { ...overlay, editor: placeCursor(overlay.editor, index) });
  }
  const { input } = model.ui;
  const placed = withUi(model, { input: { ...input, editor: placeCursor(input.editor, index) } });
  return focusPane(placed, 'input');
}

function scrolled(model: AppModel, target: ScrollTarget, lines: number): AppModel {
  if (target === 'overlay') return scrollOverlay(model, lines);
  return target === 'agent' ? scrollAgent(model, lines) : scrollList(model, target, lines);
}

/** A click on a line of the palette is a choice of it. */
export function clickInOverlay(model: AppModel, overlay: Overlay, action: UiAction): Step {
  return act(overlay.kind === 'palette' && action.type === 'command' ? popOverlay(model) : model, action);
}
