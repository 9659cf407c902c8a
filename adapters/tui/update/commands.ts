// What each command does.

import { EMPTY_EDITOR } from '../editor/text-editor.ts';
import { agentWindow } from '../layout/agent-window.ts';
import type { AppModel } from '../model/app-model.ts';
import type { CommandName } from '../model/keymap.ts';
import { openOverlay, type Step, still, topOverlay, withUi } from '../model/step.ts';
import type { OverlayState } from '../model/ui-state.ts';
import {
  agentToTop,
  findNext,
  followAgent,
  scrollAgent,
  stepAgent,
  toggleAll,
  toggleBlock,
} from '../panes/agent-pane.ts';
import { type Move, moveInList } from '../panes/list-panes.ts';
import { newLine, send } from '../panes/message-input.ts';
import { cyclePane, focusPane, leave, toggleSidebar } from '../panes/panes.ts';
import { changeOption, openNewNote, openNewTask, submit } from './forms.ts';
import { closeOverlay, moveInOverlay } from './overlay-update.ts';
import { askReset, quit, restart } from './run-commands.ts';
import { changePriority, chooseStatus, copy, editNote, editTask } from './task-commands.ts';

type Command = (model: AppModel) => Step;

const IMPLEMENTATIONS: Readonly<Record<Exclude<CommandName, 'choose'>, Command>> = {
  quit,
  restart,
  'run-again': restart,
  'add-task': plain(openNewTask),
  reset: askReset,
  suspend: (model) => [model, [{ type: 'suspend' }]],
  palette: opening({ kind: 'palette', editor: EMPTY_EDITOR }),
  help: opening({ kind: 'help' }),
  logs: opening({ kind: 'logs' }, true),
  pause: opening({ kind: 'pause' }),
  dashboard: plain((model) => followAgent(focusPane(withUi(model, { overlays: [] }), 'agent'))),
  sidebar: toggleSidebar,
  'focus-agent': plain((model) => focusPane(model, 'agent')),
  'focus-tasks': plain((model) => focusPane(model, 'tasks')),
  'focus-notes': plain((model) => focusPane(model, 'notes')),
  'next-pane': plain((model) => cyclePane(model, 1)),
  'previous-pane': plain((model) => cyclePane(model, -1)),
  input: plain((model) => focusPane(model, 'input')),
  'new-task': plain(openNewTask),
  'new-note': plain(openNewNote),
  'new-here': plain((model) => (model.ui.focus === 'notes' ? openNewNote(model) : openNewTask(model))),
  search: plain(openSearch),
  'search-next': plain((model) => findNext(model, 1)),
  'search-previous': plain((model) => findNext(model, -1)),
  'expand-all': plain(toggleAll),
  send: (model) => send(model, false),
  'send-now': (model) => send(model, true),
  'new-line': plain(newLine),
  leave: plain(leave),
  close: plain(closeOverlay),
  submit,
  'next-option': plain((model) => changeOption(model, 1)),
  'previous-option': plain((model) => changeOption(model, -1)),
  'choice-down': plain((model) => moveInOverlay(model, { by: 1 })),
  'choice-up': plain((model) => moveInOverlay(model, { by: -1 })),
  down: plain((model) => move(model, { by: 1 })),
  up: plain((model) => move(model, { by: -1 })),
  'page-down': plain((model) => move(model, { pages: 1 })),
  'page-up': plain((model) => move(model, { pages: -1 })),
  top: plain((model) => move(model, { to: 'first' })),
  bottom: plain((model) => move(model, { to: 'last' })),
  open: plain(openSelected),
  expand: plain(openSelected),
  copy,
  'task-status': plain(chooseStatus),
  'edit-task': plain(editTask),
  'edit-note': plain(editNote),
  'priority-up': (model) => changePriority(model, (now) => now + 1),
  'priority-down': (model) => changePriority(model, (now) => now - 1),
  'priority-0': (model) => changePriority(model, () => 0),
  'priority-1': (model) => changePriority(model, () => 1),
  'priority-2': (model) => changePriority(model, () => 2),
  'priority-3': (model) => changePriority(model, () => 3),
  'priority-4': (model) => changePriority(model, () => 4),
};

/** `choose` runs whatever is chosen: the caller knows what. */
export function runCommand(model: AppModel, name: Exclude<CommandName, 'choose'>): Step {
  return IMPLEMENTATIONS[name](model);
}

/** Opens what is selected; output is shown whole in its place. */
export function openSelected(model: AppModel): AppModel {
  const { focus, tasks, notes, agent } = model.ui;
  if (focus === 'tasks' && tasks.selected !== null) {
    return openOverlay(model, { kind: 'task', id: tasks.selected });
  }
  if (focus === 'notes' && notes.selected !== null) {
    return openOverlay(model, { kind: 'note', id: notes.selected });
  }
  return focus === 'agent' && agent.selected !== null ? toggleBlock(model, agent.selected) : model;
}

function openSearch(model: AppModel): AppModel {
  const { scroll, selected } = model.ui.agent;
  const origin = { scroll, selected };
  return openOverlay(focusPane(model, 'agent'), { kind: 'search', editor: EMPTY_EDITOR, origin });
}

function move(model: AppModel, by: Move): AppModel {
  if (topOverlay(model)) return moveInOverlay(model, by);
  const { focus } = model.ui;
  if (focus === 'tasks' || focus === 'notes') return moveInList(model, focus, by);
  if ('by' in by) return stepAgent(model, by.by < 0 ? -1 : 1);
  if ('to' in by) return by.to === 'first' ? agentToTop(model) : followAgent(model);
  return scrollAgent(model, by.pages * Math.max(1, agentWindow(model).height - 2));
}

function opening(overlay: OverlayState, atEnd = false): Command {
  return plain((model) => openOverlay(model, overlay, atEnd));
}

function plain(change: (model: AppModel) => AppModel): Command {
  return (model) => still(change(model));
}
