// Makes text from agents and commands safe to print: removes control sequences that would reach a terminal or log file.
import { stripVTControlCharacters } from 'node:util';

// All control characters except tab and line feed, and the bidirectional overrides, which can disguise text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression is meant to match control characters
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Returns the text without control sequences. Keeps tabs and line feeds; `\r\n` becomes `\n`. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replaceAll(UNSAFE, '');
}

/** Returns the text without control sequences, on one line, cut to `length` characters. */
export function plainLine(text: string, length: number): string {
  const line = plainText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
