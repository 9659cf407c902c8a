// Limits the width of prose, because the eye loses longer lines. Code, tables and output use all of the width.
const LONGEST_LINE = 100;

export function proseWidth(width: number): number {
  return Math.min(width, LONGEST_LINE);
}
