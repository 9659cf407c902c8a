// Maps characters to numbers: a code point is its own number, a longer grapheme gets a number when it is first drawn.

/** The second cell of a wide character. */
export const WIDE_TAIL = -1;
export const BLANK = 0x20;

const REPLACEMENT = 0xfffd;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu;
const FIRST_INTERNED = 0x110000;
/** More than any screen shows. The limit keeps a long session of unusual text from filling the memory. */
const MAX_INTERNED = 50_000;

const numbers = new Map<string, number>();
const texts: string[] = [];
let generation = 0;

/**
 * Returns the number of the grapheme between two indices of a text. Control characters become `�`, in case a caller forgot
 * to remove them: nothing that is drawn may control the terminal.
 */
export function glyphBetween(text: string, start: number, end: number): number {
  const code = text.codePointAt(start) ?? BLANK;
  if (end - start === (code > 0xffff ? 2 : 1)) return isPrintable(code) ? code : REPLACEMENT;
  const grapheme = text.slice(start, end).replace(UNPRINTABLE, '\ufffd');
  const known = numbers.get(grapheme);
  if (known !== undefined) return known;
  const number = FIRST_INTERNED + texts.length;
  texts.push(grapheme);
  numbers.set(grapheme, number);
  return number;
}

export function glyphText(glyph: number): string {
  if (glyph === WIDE_TAIL) return '';
  return glyph < FIRST_INTERNED ? String.fromCodePoint(glyph) : (texts[glyph - FIRST_INTERNED] ?? ' ');
}

/**
 * Returns the current generation of numbers. Starts a new one, which forgets all numbers, if there are too many. Call it
 * before each frame; frames of different generations cannot be compared.
 */
export function glyphGeneration(): number {
  if (texts.length > MAX_INTERNED) {
    numbers.clear();
    texts.length = 0;
    generation += 1;
  }
  return generation;
}

function isPrintable(code: number): boolean {
  return code >= 0x20 && (code < 0x7f || code > 0x9f) && (code < 0xd800 || code > 0xdfff);
}
