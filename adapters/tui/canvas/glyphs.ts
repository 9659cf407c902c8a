// Characters as numbers: a single code point is its own number, longer graphemes get one when they are first drawn.

/** The second cell of a wide character. */
export const WIDE_TAIL = -1;
export const BLANK = 0x20;

const REPLACEMENT = 0xfffd;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/gu;
const FIRST_INTERNED = 0x110000;
/** More than any screen shows at once; a long session of odd text must not fill the memory. */
const MOST_INTERNED = 50_000;

const numbers = new Map<string, number>();
const texts: string[] = [];
let generation = 0;

/**
 * The number of the grapheme between two indices of a text. What could steer the terminal becomes `�`: nothing drawn may,
 * a caller that forgot to clean it.
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
 * To be called before a frame: forgets all numbers when there are too many. Frames of another generation than the one
 * returned cannot be compared.
 */
export function glyphGeneration(): number {
  if (texts.length > MOST_INTERNED) {
    numbers.clear();
    texts.length = 0;
    generation += 1;
  }
  return generation;
}

function isPrintable(code: number): boolean {
  return code >= 0x20 && (code < 0x7f || code > 0x9f) && (code < 0xd800 || code > 0xdfff);
}
