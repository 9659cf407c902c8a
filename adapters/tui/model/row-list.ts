// A list whose entries take one or more rows, with the arithmetic of scrolling it.
import { clamp } from '../canvas/scrolling.ts';
import type { ListState } from './ui-state.ts';

export interface RowList<Item extends { readonly id: string }> {
  readonly items: readonly Item[];
  /** The first row of each entry, and the number of all rows at the end. */
  readonly starts: readonly number[];
}

/** Returns the list of entries with these heights, in rows. */
export function rowList<Item extends { readonly id: string }>(
  items: readonly Item[],
  heightOf: (item: Item) => number,
): RowList<Item> {
  const starts = [0];
  let row = 0;
  for (const item of items) {
    row += heightOf(item);
    starts.push(row);
  }
  return { items, starts };
}

export function totalRows({ starts }: RowList<{ readonly id: string }>): number {
  return starts.at(-1) ?? 0;
}

/** Returns the index of the selected entry, -1 for none. */
export function selectedIndex<Id extends string>(
  { items }: RowList<{ readonly id: Id }>,
  { selected }: ListState<Id>,
): number {
  return selected === null ? -1 : items.findIndex(({ id }) => id === selected);
}

/** Returns the index of the entry in a row. */
export function entryAtRow({ items, starts }: RowList<{ readonly id: string }>, row: number): number {
  let low = 0;
  let high = Math.max(0, items.length - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Returns the first row to show so that all of entry `at` is visible, its first row before all. */
export function entryInSight(
  { starts }: RowList<{ readonly id: string }>,
  top: number,
  at: number,
  rows: number,
): number {
  const first = starts[at] ?? 0;
  const end = starts[at + 1] ?? first + 1;
  return Math.max(0, Math.min(first, Math.max(top, end - Math.max(1, rows))));
}

/** Returns the state with this entry selected and visible. */
export function selectIndex<Id extends string>(
  list: ListState<Id>,
  all: RowList<{ readonly id: Id }>,
  index: number,
  rows: number,
): ListState<Id> {
  const at = clamp(index, 0, all.items.length - 1);
  const item = all.items[at];
  return item
    ? { selected: item.id, top: entryInSight(all, list.top, at, rows) }
    : { selected: null, top: 0 };
}
