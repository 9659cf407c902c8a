// Implements the commands of the dashboard, except those that open an overlay: these are in the file of the overlay.

import { workerName } from '../../../domain/worker/worker.ts';
import { agentWindow } from '../layout/agent-window.ts';
import { isOver } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import { showWorker } from '../model/desks.ts';
import type { CommandName } from '../model/keymap.ts';
import type { ReplayChange } from '../model/replay-state.ts';
import { openOverlay, type Step, still, topOverlay, withUi } from '../model/step.ts';
import { taskOfEntry } from '../model/task-entries.ts';
import { openCommitFile } from '../overlays/commit-files.overlay.ts';
import { NEW_NOTE } from '../overlays/new-note.overlay.ts';
import { NEW_TASK } from '../overlays/new-task.overlay.ts';
import { isOpening, type OpeningCommand, OVERLAYS } from '../overlays/registry.ts';
import { refused } from '../overlays/reset.overlay.ts';
import { showCommit, TIMELINE } from '../overlays/timeline.overlay.ts';
import {
  agentToTop,
  findNext,
  followAgent,
  scrollAgent,
  stepAgent,
  stepIteration,
  toggleAll,
  toggleBlock,
} from '../panes/agent-pane.ts';
import { type Move, moveInList } from '../panes/list-panes.ts';
import { newLine, send } from '../panes/message-input.ts';
import { cyclePane, focusPane, leave, toggleSidebar } from '../panes/panes.ts';
import { changeField, changeOption, submit } from './forms.ts';
import { closeOverlay, moveInOverlay, typeInOverlay } from './overlay-update.ts';
import { pauseWorker, togglePause } from './pause.ts';
import { acceptProtected, acceptTask, changePriority, copy } from './task-commands.ts';

type Command = (model: AppModel) => Step;

const LINE_END = { type: 'paste', text: '\n' } as const;

const IMPLEMENTATIONS: Readonly<Record<Exclude<CommandName, OpeningCommand | 'choose'>, Command>> = {
  pause: togglePause,
  'pause-worker': pauseWorker,
  restart,
  'run-again': restart,
  'see-changes': TIMELINE.open,
  'add-task': NEW_TASK.open,
  export: (model) => [model, [{ type: 'export' }]],
  suspend: (model) => [model, [{ type: 'suspend' }]],
  dashboard: plain((model) => followAgent(focusPane(withUi(model, { overlays: [] }), 'agent'))),
  sidebar: toggleSidebar,
  'focus-agent': plain((model) => focusPane(model, 'agent')),
  'focus-tasks': plain((model) => focusPane(model, 'tasks')),
  'focus-notes': plain((model) => focusPane(model, 'notes')),
  'next-pane': plain((model) => cyclePane(model, 1)),
  'previous-pane': plain((model) => cyclePane(model, -1)),
  input: plain((model) => focusPane(model, 'input')),
  'new-here': (model) => (model.ui.focus === 'notes' ? NEW_NOTE : NEW_TASK).open(model),
  'replay-pause': (model) => changeReplay(model, 'pause'),
  'replay-faster': (model) => changeReplay(model, 'faster'),
  'replay-slower': (model) => changeReplay(model, 'slower'),
  'search-next': plain((model) => findNext(model, 1)),
  'search-previous': plain((model) => findNext(model, -1)),
  'show-commit': showCommit,
  'open-file': openCommitFile,
  'previous-iteration': plain((model) => stepIteration(model, -1)),
  'next-iteration': plain((model) => stepIteration(model, 1)),
  'expand-all': plain(toggleAll),
  'worker-1': plain((model) => showWorker(model, workerName(1))),
  'worker-2': plain((model) => showWorker(model, workerName(2))),
  'worker-3': plain((model) => showWorker(model, workerName(3))),
  'worker-4': plain((model) => showWorker(model, workerName(4))),
  'worker-5': plain((model) => showWorker(model, workerName(5))),
  'worker-6': plain((model) => showWorker(model, workerName(6))),
  'worker-7': plain((model) => showWorker(model, workerName(7))),
  'worker-8': plain((model) => showWorker(model, workerName(8))),
  'worker-9': plain((model) => showWorker(model, workerName(9))),
  send: (model) => send(model, false),
  'send-now': (model) => send(model, true),
  'new-line': plain((model) => (topOverlay(model) ? typeInOverlay(model, LINE_END) : newLine(model))),
  leave: plain(leave),
  close: plain(closeOverlay),
  submit,
  'log-level': plain((model) => changeOption(model, 1)),
  'next-field': plain(changeField),
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
  'accept-task': acceptTask,
  'accept-protected': acceptProtected,
  'priority-up': (model) => changePriority(model, (now) => now + 1),
  'priority-down': (model) => changePriority(model, (now) => now - 1),
  'priority-0': (model) => changePriority(model, () => 0),
  'priority-1': (model) => changePriority(model, () => 1),
  'priority-2': (model) => changePriority(model, () => 2),
  'priority-3': (model) => changePriority(model, () => 3),
  'priority-4': (model) => changePriority(model, () => 4),
};

/** Runs a command. The caller handles `choose`, because it knows the choice. */
export function runCommand(model: AppModel, name: Exclude<CommandName, 'choose'>): Step {
  return isOpening(name) ? OVERLAYS[name].open(model) : IMPLEMENTATIONS[name](model);
}

/** Opens the selected task or note, or expands the selected block in place. */
export function openSelected(model: AppModel): AppModel {
  const { focus, tasks, notes, agent } = model.ui;
  if (focus === 'tasks' && tasks.selected !== null) {
    const id = taskOfEntry(tasks.selected);
    return id ? openOverlay(model, { kind: 'task', id }) : toggleClosed(model);
  }
  if (focus === 'notes' && notes.selected !== null) {
    return openOverlay(model, { kind: 'note', id: notes.selected });
  }
  return focus === 'agent' && agent.selected !== null ? toggleBlock(model, agent.selected) : model;
}

/** Lists the tasks that are done or cancelled, or no longer does. */
function toggleClosed(model: AppModel): AppModel {
  const { taskFilter } = model.ui;
  return withUi(model, { taskFilter: { ...taskFilter, opened: !taskFilter.opened } });
}

function restart(model: AppModel): Step {
  return isOver(model) ? [model, [{ type: 'restart', fromScratch: false }]] : still(refused(model));
}

function changeReplay(model: AppModel, change: ReplayChange): Step {
  return [model, [{ type: 'replay', change }]];
}

function move(model: AppModel, by: Move): AppModel {
  if (topOverlay(model)) return moveInOverlay(model, by);
  const { focus } = model.ui;
  if (focus === 'tasks' || focus === 'notes') return moveInList(model, focus, by);
  if ('by' in by) return stepAgent(model, by.by < 0 ? -1 : 1);
  if ('to' in by) return by.to === 'first' ? agentToTop(model) : followAgent(model);
  return scrollAgent(model, by.pages * Math.max(1, agentWindow(model).height - 2));
}

function plain(change: (model: AppModel) => AppModel): Command {
  return (model) => still(change(model));
}
