// Makes text from agents and commands safe to print: no control sequence of theirs reaches a terminal or a log file.
import { stripVTControlCharacters } from 'node:util';

// Every control character but tab and line feed, and the bidirectional overrides that make text lie about itself.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Keeps tabs and line feeds; `\r\n` becomes `\n`. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replaceAll(UNSAFE, '');
}

/** On one line, cut to `length` characters. */
export function plainLine(text: string, length: number): string {
  const line = plainText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
