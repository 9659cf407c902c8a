// Puts untrusted text on one line, for the log and the activity line.
import { reveal, sanitize } from '../canvas/sanitize.ts';

const LENGTH = 400;

/** Returns untrusted text on one line, sanitised and shortened. */
export function oneLine(text: string): string {
  return cut(sanitize(text.slice(0, 4 * LENGTH)));
}

/** Returns a command or title on one line, shortened. Shows invisible characters by their number. */
export function oneCommand(text: string): string {
  return cut(reveal(text.slice(0, 4 * LENGTH)));
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LENGTH ? line : `${line.slice(0, LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
