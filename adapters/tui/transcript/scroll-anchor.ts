// Finds the same text in lines of another width by the amount of text ("ink") before it.
import type { StyledLine } from '../canvas/style.ts';

/** Returns the ink on the lines before this one. */
export function inkBefore(lines: readonly StyledLine[], line: number): number {
  let ink = 0;
  for (let index = 0; index < line && index < lines.length; index += 1) ink += inkOf(lines[index] ?? []);
  return ink;
}

/** Returns the line that follows this amount of ink. */
export function lineWithInk(lines: readonly StyledLine[], ink: number): number {
  let before = 0;
  for (let index = 0; index < lines.length; index += 1) {
    before += inkOf(lines[index] ?? []);
    if (before > ink) return index;
  }
  return Math.max(0, lines.length - 1);
}

/**
 * Counts the characters that do not depend on the width: all except spaces, ASCII punctuation before `0`, rules and bars.
 */
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
