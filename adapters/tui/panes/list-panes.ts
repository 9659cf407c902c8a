// Moves the selection through tasks and notes in the sidebar and scrolls them.

import { clamp, inSight } from '../canvas/scrolling.ts';
import { layoutOf } from '../layout/layout.ts';
import type { AppModel } from '../model/app-model.ts';
import { orderedNotes, orderedTasks, selectedIndex, selectIndex } from '../model/lists.ts';
import { withUi } from '../model/step.ts';
import type { ListState } from '../model/ui-state.ts';

type ListPane = 'tasks' | 'notes';

/** A move by entries, by whole screens, or to one end. */
export type Move = { readonly by: number } | { readonly pages: -1 | 1 } | { readonly to: 'first' | 'last' };

export function moveInList(model: AppModel, pane: ListPane, move: Move): AppModel {
  return pane === 'tasks'
    ? withUi(model, {
        tasks: moved(model.ui.tasks, orderedTasks(model.session.tasks), move, rowsOf(model, pane)),
      })
    : withUi(model, {
        notes: moved(model.ui.notes, orderedNotes(model.session.notes), move, rowsOf(model, pane)),
      });
}

/** Scrolls a list without changing its selection. */
export function scrollList(model: AppModel, pane: ListPane, lines: number): AppModel {
  const list = model.ui[pane];
  const count = pane === 'tasks' ? model.session.tasks.tasks.size : model.session.notes.size;
  const top = clamp(list.top + lines, 0, Math.max(0, count - rowsOf(model, pane)));
  return withUi(model, { [pane]: { ...list, top } });
}

/** Keeps a selection visible that was visible before the lists or the screen changed. */
export function keptInSight(model: AppModel, before: AppModel): AppModel {
  if (model.session === before.session && model.size === before.size) return model;
  const { tasks, notes } = model.session;
  const kept = {
    tasks: wasInSight(before, 'tasks')
      ? seen(model.ui.tasks, orderedTasks(tasks), rowsOf(model, 'tasks'))
      : model.ui.tasks,
    notes: wasInSight(before, 'notes')
      ? seen(model.ui.notes, orderedNotes(notes), rowsOf(model, 'notes'))
      : model.ui.notes,
  };
  return kept.tasks === model.ui.tasks && kept.notes === model.ui.notes ? model : withUi(model, kept);
}

function wasInSight(model: AppModel, pane: ListPane): boolean {
  const { session, ui } = model;
  if (ui[pane].selected === null) return false;
  const at =
    pane === 'tasks'
      ? selectedIndex(orderedTasks(session.tasks), ui.tasks)
      : selectedIndex(orderedNotes(session.notes), ui.notes);
  return at >= ui[pane].top && at < ui[pane].top + rowsOf(model, pane);
}

function seen<Id>(list: ListState<Id>, items: readonly { readonly id: Id }[], rows: number): ListState<Id> {
  const at = selectedIndex(items, list);
  const top = at < 0 ? list.top : inSight(list.top, at, rows);
  return top === list.top ? list : { ...list, top };
}

/** Selects the first entry of the focused list if nothing is selected. */
export function withSelection(model: AppModel): AppModel {
  const { focus } = model.ui;
  if (focus !== 'tasks' && focus !== 'notes') return model;
  return model.ui[focus].selected === null ? moveInList(model, focus, { to: 'first' }) : model;
}

export function rowsOf(model: AppModel, pane: ListPane): number {
  return layoutOf(model).listRows[pane];
}

function moved<Id>(
  list: ListState<Id>,
  items: readonly { readonly id: Id }[],
  move: Move,
  rows: number,
): ListState<Id> {
  const at = selectedIndex(items, list);
  return selectIndex(list, items, target(at, move, rows, items.length), rows);
}

function target(at: number, move: Move, rows: number, count: number): number {
  if ('to' in move) return move.to === 'first' ? 0 : count - 1;
  if ('pages' in move) return at + move.pages * Math.max(1, rows - 1);
  return at < 0 ? 0 : at + move.by;
}
