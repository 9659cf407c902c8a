// Makes untrusted text safe for a terminal, a commit message or a log: nothing in it controls them or deceives the reader.

/** A cheap test that lets clean text, which is nearly all of it, skip the replacements. */
const SUSPECT =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for them
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]/;

/**
 * Matches whole escape sequences. A string command (OSC, DCS …) that does not end on its line is not matched as one, since
 * that would hide all following text. Every ESC and C1 control matches one of the alternatives, so none is left.
 */
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for them
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f\n]{0,4096}(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]{0,256}[ -/]{0,16}(?:[@-~]|$)|\x1b[ -/]{1,16}[0-~]|\x1b[0-OQ-WYZ\\`-~]|\x1b[\]PX^_[]?/g;

const LINE_END = /\r\n?|[\u2028\u2029\x85]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for them
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONE_SURROGATE = /\p{Cs}/gu;
/** What `JSON.stringify` leaves as it is. */
const UNESCAPED = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Removes escape sequences, control characters and bidi controls. Line ends become `\n`, tabs stay. Join chunks before
 * calling it: a sequence that is split in two leaves its letters. An unfinished sequence at the end is dropped.
 */
export function plainText(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(ESCAPE_SEQUENCE, '')
    .replace(LINE_END, '\n')
    .replace(UNPRINTABLE, '')
    .replace(LONE_SURROGATE, '\ufffd');
}

/** Returns plain text on one line, cut to `length` characters. */
export function plainLine(text: string, length: number): string {
  const line = plainText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Returns the value as JSON with all its characters: those that plain text does not contain are escaped as `\u…`. */
export function plainJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNESCAPED, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
