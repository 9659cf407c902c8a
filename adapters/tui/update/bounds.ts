// Keeps selections and scroll positions within their lists after every change.
import { clamp } from '../canvas/scrolling.ts';
import { noteRows, taskRows } from '../layout/list-rows.ts';
import type { AppModel } from '../model/app-model.ts';
import { type RowList, selectedIndex, totalRows } from '../model/row-list.ts';
import { withUi } from '../model/step.ts';
import type { ListState, Overlay, UiState } from '../model/ui-state.ts';
import { overlayArea } from '../overlays/overlay-area.ts';
import { keptInSight, rowsOf, withSelection } from '../panes/list-panes.ts';

/** Returns the corrected model. A selection that was visible in `before`, the model before the change, stays visible. */
export function withinBounds(model: AppModel, before: AppModel): AppModel {
  return withSelection(keptInSight(corrected(model), before));
}

/** Returns the corrected model, or the same one if there is nothing to correct. */
function corrected(model: AppModel): AppModel {
  const { ui } = model;
  const { selected } = ui.agent;
  const lost = selected !== null && !hasBlock(model, selected);
  const next: UiState = {
    ...ui,
    agent: lost ? { ...ui.agent, selected: null } : ui.agent,
    tasks: bounded(ui.tasks, taskRows(model), rowsOf(model, 'tasks')),
    notes: bounded(ui.notes, noteRows(model), rowsOf(model, 'notes')),
    overlays: boundedOverlays(model),
    toast: ui.toast && ui.toast.until <= model.now ? null : ui.toast,
  };
  const keys = Object.keys(next) as (keyof UiState)[];
  return keys.every((key) => next[key] === ui[key]) ? model : withUi(model, next);
}

/** Returns whether a block exists. Ids are sorted, but folding removes blocks from the start. */
function hasBlock({ transcript }: AppModel, id: number): boolean {
  const { blocks } = transcript;
  let low = 0;
  let high = blocks.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return blocks[low]?.id === id;
}

function bounded<Id extends string>(
  list: ListState<Id>,
  all: RowList<{ readonly id: Id }>,
  rows: number,
): ListState<Id> {
  const selected = selectedIndex(all, list) < 0 ? null : list.selected;
  const top = clamp(list.top, 0, Math.max(0, totalRows(all) - rows));
  return selected === list.selected && top === list.top ? list : { selected, top };
}

/** Corrects the top overlay only. Those below are corrected when they are on top again. */
function boundedOverlays(model: AppModel): readonly Overlay[] {
  const { overlays } = model.ui;
  const overlay = overlays.at(-1);
  if (!overlay) return overlays;
  const { top, choice } = overlayArea(model, overlay);
  return top === overlay.top && choice === overlay.choice
    ? overlays
    : [...overlays.slice(0, -1), { ...overlay, top, choice }];
}
