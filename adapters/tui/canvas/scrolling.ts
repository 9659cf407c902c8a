// Arithmetic of everything that scrolls.

/** Returns the first row to show so that the row `index` is in sight, changed no more than needed. */
export function inSight(top: number, index: number, rows: number): number {
  if (index < top) return index;
  return index >= top + rows ? Math.max(0, index - Math.max(1, rows) + 1) : top;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
