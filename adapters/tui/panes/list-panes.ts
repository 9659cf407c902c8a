// Moves the selection through tasks and notes in the sidebar and scrolls them.

import { clamp } from '../canvas/scrolling.ts';
import { layoutOf } from '../layout/layout.ts';
import { noteRows, taskRows } from '../layout/list-rows.ts';
import type { AppModel } from '../model/app-model.ts';
import { entryInSight, type RowList, selectedIndex, selectIndex, totalRows } from '../model/row-list.ts';
import { withUi } from '../model/step.ts';
import type { ListState } from '../model/ui-state.ts';

type ListPane = 'tasks' | 'notes';

/** A move by entries, by whole screens, or to one end. */
export type Move = { readonly by: number } | { readonly pages: -1 | 1 } | { readonly to: 'first' | 'last' };

export function moveInList(model: AppModel, pane: ListPane, move: Move): AppModel {
  return withList(model, pane, (list, all, rows) => {
    const at = selectedIndex(all, list);
    return selectIndex(list, all, target(at, move, rows, all.items.length), rows);
  });
}

/** Scrolls a list without changing its selection. */
export function scrollList(model: AppModel, pane: ListPane, lines: number): AppModel {
  return withList(model, pane, (list, all, rows) => {
    const top = clamp(list.top + lines, 0, Math.max(0, totalRows(all) - rows));
    return { ...list, top };
  });
}

/** Keeps a selection visible that was visible before the lists or the screen changed. */
export function keptInSight(model: AppModel, before: AppModel): AppModel {
  if (model.session === before.session && model.size === before.size) return model;
  const tasks = wasInSight(before, 'tasks') ? withList(model, 'tasks', seen) : model;
  return wasInSight(before, 'notes') ? withList(tasks, 'notes', seen) : tasks;
}

function wasInSight(model: AppModel, pane: ListPane): boolean {
  const { selected, top } = model.ui[pane];
  if (selected === null) return false;
  const all = listOf(model, pane);
  const at = all.items.findIndex(({ id }) => id === selected);
  const row = all.starts[at] ?? -1;
  return at >= 0 && row >= top && row < top + rowsOf(model, pane);
}

function seen<Id extends string>(
  list: ListState<Id>,
  all: RowList<{ readonly id: Id }>,
  rows: number,
): ListState<Id> {
  const at = selectedIndex(all, list);
  const top = at < 0 ? list.top : entryInSight(all, list.top, at, rows);
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

function listOf(model: AppModel, pane: ListPane): RowList<{ readonly id: string }> {
  return pane === 'tasks' ? taskRows(model) : noteRows(model);
}

/** Changes the state of one list. Returns the same model if nothing changes. */
function withList(
  model: AppModel,
  pane: ListPane,
  change: <Id extends string>(
    list: ListState<Id>,
    all: RowList<{ readonly id: Id }>,
    rows: number,
  ) => ListState<Id>,
): AppModel {
  const { tasks, notes } = model.ui;
  if (pane === 'tasks') {
    const next = change(tasks, taskRows(model), rowsOf(model, pane));
    return next === tasks ? model : withUi(model, { tasks: next });
  }
  const next = change(notes, noteRows(model), rowsOf(model, pane));
  return next === notes ? model : withUi(model, { notes: next });
}

function target(at: number, move: Move, rows: number, count: number): number {
  if ('to' in move) return move.to === 'first' ? 0 : count - 1;
  if ('pages' in move) return at + move.pages * Math.max(1, rows - 1);
  return at < 0 ? 0 : at + move.by;
}
