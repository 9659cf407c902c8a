// Updates the model for clicks, wheel turns and choices.

import { findIteration } from '../../../domain/iteration/iteration.state.ts';
import type { NoteId } from '../../../domain/note/note.ts';
import { placeCursor } from '../editor/text-editor.ts';
import type { AppModel } from '../model/app-model.ts';
import { showWorker } from '../model/desks.ts';
import type { CommandName } from '../model/keymap.ts';
import {
  openOverlay,
  popOverlay,
  replaceOverlay,
  type Step,
  still,
  topOverlay,
  withUi,
} from '../model/step.ts';
import type { ScrollTarget, UiAction } from '../model/ui-action.ts';
import { isWriting } from '../overlays/overlay.ts';
import { overlayArea } from '../overlays/overlay-area.ts';
import { leaveRun } from '../overlays/quit.overlay.ts';
import { goToIteration, scrollAgent, selectBlock, toggleBlock } from '../panes/agent-pane.ts';
import { scrollList } from '../panes/list-panes.ts';
import { focusPane } from '../panes/panes.ts';
import { HOME_WORKER } from '../transcript/worker-transcripts.ts';
import { openSelected, runCommand } from './commands.ts';
import { scrollOverlay } from './overlay-update.ts';

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
    case 'open':
      return still(openOverlay(model, action.overlay));
    case 'place-cursor':
      return still(cursorPlaced(model, action.index));
    case 'scroll':
      return still(scrolled(model, action.target, action.lines));
    case 'go-to-iteration':
      return still(toIteration(withUi(model, { overlays: [] }), action.number));
    case 'choose':
      return choose(model, action.index);
    case 'quit':
      return leaveRun(model, action.force);
    case 'settle':
      return [
        seen(model, action.seen),
        action.commands.map((command) => ({ type: 'execute', command }) as const),
      ];
    case 'ask':
      return [model, [action.effect]];
    case 'show-worker':
      return still(showWorker(model, action.name));
    case 'nothing':
      return still(model);
    default:
      return action satisfies never;
  }
}

/** Shows the start of an iteration, in the output of its worker. */
function toIteration(model: AppModel, number: number): AppModel {
  const worker = findIteration(model.whole.iterations, number)?.worker;
  const shown = model.shown === null ? model : showWorker(model, worker ?? HOME_WORKER);
  return goToIteration(focusPane(shown, 'agent'), number);
}

function seen(model: AppModel, note: NoteId | null): AppModel {
  return note === null ? model : withUi(model, { seenNotes: new Set([...model.ui.seenNotes, note]) });
}

/** Runs a command from a key, the palette or a button. */
export function execute(model: AppModel, name: CommandName): Step {
  return name === 'choose' ? choose(model) : runCommand(model, name);
}

/**
 * Closes the top overlay and runs the action of its current line or of line `index`. Does nothing if there is no such line.
 */
function choose(model: AppModel, index?: number): Step {
  const overlay = topOverlay(model);
  if (!overlay) return still(model);
  const { content, choice } = overlayArea(model, overlay);
  const { body, choosing } = content;
  const at = index ?? choice;
  if (choosing && at >= body.length) return still(model);
  const action = choosing ? body.at(at).action : undefined;
  const closed = overlay.kind === 'palette' ? remembered(popOverlay(model), action) : popOverlay(model);
  return action ? act(closed, action) : still(closed);
}

/** Remembers a command that was run from the palette, which lists it first from now on. */
function remembered(model: AppModel, action: UiAction | undefined): AppModel {
  if (action?.type !== 'command') return model;
  const others = model.ui.recent.filter((name) => name !== action.name);
  return withUi(model, { recent: [action.name, ...others] });
}

/** Selects the clicked entry, or opens it if it is already selected and focused. */
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
