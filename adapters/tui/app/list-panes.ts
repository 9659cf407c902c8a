// Moving through the tasks and the notes in the sidebar.
import { layoutOf, listRows } from '../views/layout.ts';
import type { AppModel } from './app-model.ts';
import { clamp, orderedNotes, orderedTasks, selectedIndex, selectIndex } from './lists.ts';
import { withUi } from './step.ts';
import type { ListState } from './ui-state.ts';

type ListPane = 'tasks' | 'notes';

/** How far: entries, whole screens, or to an end. */
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

/** Scrolls what is seen; the selection stays. */
export function scrollList(model: AppModel, pane: ListPane, lines: number): AppModel {
  const list = model.ui[pane];
  const count = pane === 'tasks' ? model.session.tasks.tasks.size : model.session.notes.size;
  const top = clamp(list.top + lines, 0, Math.max(0, count - rowsOf(model, pane)));
  return withUi(model, { [pane]: { ...list, top } });
}

/** A selection in a list that had none: the first entry. */
export function withSelection(model: AppModel): AppModel {
  const { focus } = model.ui;
  if (focus !== 'tasks' && focus !== 'notes') return model;
  return model.ui[focus].selected === null ? moveInList(model, focus, { to: 'first' }) : model;
}

export function rowsOf(model: AppModel, pane: ListPane): number {
  return listRows(layoutOf(model)[pane]);
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
