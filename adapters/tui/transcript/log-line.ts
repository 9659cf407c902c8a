// Untrusted text on one line, for the log and the activity line.
import { reveal, sanitize } from '../canvas/sanitize.ts';

const LENGTH = 400;

/** Untrusted text on one line, fit to be shown. */
export function oneLine(text: string): string {
  return cut(sanitize(text.slice(0, 4 * LENGTH)));
}

/** A command or a title on one line; what cannot be seen in it is shown by its number. */
export function oneCommand(text: string): string {
  return cut(reveal(text.slice(0, 4 * LENGTH)));
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LENGTH ? line : `${line.slice(0, LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
