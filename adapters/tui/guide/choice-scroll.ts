// Computes which rows of a choice page are visible, when rows can take several lines.
import { clamp } from '../canvas/scrolling.ts';
import { labelColumn, rowLines } from './choice-lines.ts';
import type { ChoiceRow } from './choice-rows.ts';
import type { ChoiceState } from './guide-model.ts';

export interface ListSize {
  readonly width: number;
  readonly height: number;
}

/** Returns the state with its cursor on a row, and as much of that row visible as fits. */
export function inSight(state: ChoiceState, rows: readonly ChoiceRow[], size: ListSize): ChoiceState {
  const at = clamp(state.at, 0, Math.max(0, rows.length - 1));
  const heightOf = heights(state, rows, size.width);
  const first = firstFitting(at, size.height, heightOf);
  const last = firstFitting(rows.length - 1, size.height, heightOf);
  const top = Math.min(clamp(state.top, first, at), Math.max(0, last));
  return at === state.at && top === state.top ? state : { ...state, at, top };
}

/** Scrolls by this many rows and keeps the cursor on a visible one. */
export function scrolledBy(
  state: ChoiceState,
  rows: readonly ChoiceRow[],
  by: number,
  size: ListSize,
): ChoiceState {
  const heightOf = heights(state, rows, size.width);
  const top = clamp(state.top + by, 0, Math.max(0, firstFitting(rows.length - 1, size.height, heightOf)));
  let end = top;
  for (let used = heightOf(top); end + 1 < rows.length; end++) {
    used += heightOf(end + 1);
    if (used > size.height) break;
  }
  return { ...state, top, at: clamp(state.at, top, end) };
}

/** Returns the first row from which on everything up to row `at` fits. */
function firstFitting(at: number, height: number, heightOf: (index: number) => number): number {
  let first = at;
  for (let used = heightOf(at); first > 0; first--) {
    used += heightOf(first - 1);
    if (used > height) break;
  }
  return first;
}

function heights(state: ChoiceState, rows: readonly ChoiceRow[], width: number): (index: number) => number {
  const labelWidth = labelColumn(rows, state, width);
  return (index) => {
    const row = rows[index];
    return row ? rowLines(row, state, { isHere: false, width, labelWidth }).length : 0;
  };
}
