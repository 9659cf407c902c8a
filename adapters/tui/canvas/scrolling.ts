// The arithmetic of scrolling.

/** Returns the first row to show so that row `index` is visible. Changes `top` no more than needed. */
export function inSight(top: number, index: number, rows: number): number {
  if (index < top) return index;
  return index >= top + rows ? Math.max(0, index - Math.max(1, rows) + 1) : top;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
