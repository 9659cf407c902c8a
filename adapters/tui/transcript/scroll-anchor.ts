// Finds the same text in the lines of another width, by what was written before it.
import type { StyledLine } from '../canvas/style.ts';

/** How much is written on the lines before this one. */
export function inkBefore(lines: readonly StyledLine[], line: number): number {
  let ink = 0;
  for (let index = 0; index < line && index < lines.length; index += 1) ink += inkOf(lines[index] ?? []);
  return ink;
}

/** The line on which what comes after so much text begins. */
export function lineWithInk(lines: readonly StyledLine[], ink: number): number {
  let before = 0;
  for (let index = 0; index < lines.length; index += 1) {
    before += inkOf(lines[index] ?? []);
    if (before > ink) return index;
  }
  return Math.max(0, lines.length - 1);
}

/** Letters, digits and everything beyond ASCII but the lines and bars we draw: what a change of the width does not add to. */
function inkOf(line: StyledLine): number {
  let ink = 0;
  for (const { text } of line) {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 0x2f && (code < 0x2500 || code > 0x259f)) ink += 1;
    }
  }
  return ink;
}
