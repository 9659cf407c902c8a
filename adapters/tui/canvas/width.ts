// Measures how many terminal cells text takes, grapheme by grapheme (characters as a reader sees them).
import { eastAsianWidth } from 'get-east-asian-width';

/** Kinds 0 to 2 are the widths of simple code points, which never join: there is a boundary between any two of them. */
const JOINING = 3;
const SURROGATE = 4;
const UNKNOWN = 255;
/** Cached kinds of planes 0 to 3, which hold all visible characters. The rest is classified each time. */
const KINDS = new Uint8Array(0x40000).fill(UNKNOWN);

const FIRST_CJK = 0x2e80;

/** Longer graphemes (a letter under many marks) are cut: no terminal shows them, and they would slow down every step. */
const LONGEST_GRAPHEME = 32;
const REMEMBERED = 4096;

/** Includes Korean vowels and final consonants (U+1160 …), which join the syllable before and get no cell of their own. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{M}\u1160-\u11FF\uD7B0-\uD7FF\p{Cf}]/u;
/** Everything that can join a neighbour into one grapheme, apart from marks and invisible characters. */
const JOINS =
  /^[\p{Grapheme_Extend}\p{Emoji_Modifier}\p{Regional_Indicator}\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u0D4E\u0E33\u0EB3\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF\u{110BD}\u{110CD}\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/u;
const EMOJI =
  /^(?:\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3|\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}))/u;

/** Made at its first use: it takes as long as a first frame takes to draw, which has only simple characters. */
let segmenter: Intl.Segmenter | undefined;
const remembered = new Map<string, number>();

/** Returns the cells that a text takes. Zero-width characters take none. */
export function textWidth(text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; ) {
    const packed = graphemeAt(text, at);
    width += packed & 3;
    at = packed >>> 2;
  }
  return width;
}

/**
 * Returns the end of the grapheme that starts at this index and its width in cells (0, 1 or 2), packed as
 * `end * 4 + width`: creating an object per character would dominate the cost of long text.
 */
export function graphemeAt(text: string, at: number): number {
  const next = at + 1;
  const kind = kindOf(text.charCodeAt(at));
  if (kind <= 2 && (next >= text.length || kindOf(text.charCodeAt(next)) <= 2)) return (next << 2) | kind;
  return composedAt(text, at);
}

/** Splits a text into graphemes. */
export function graphemes(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = graphemeAt(text, at) >>> 2;
    found.push(text.slice(at, end));
    at = end;
  }
  return found;
}

/** Returns the end of the longest prefix that fits into `width` cells, and the cells it takes. */
export function cutToWidth(text: string, width: number): { readonly end: number; readonly width: number } {
  let used = 0;
  let at = 0;
  while (at < text.length) {
    const packed = graphemeAt(text, at);
    if (used + (packed & 3) > width) break;
    used += packed & 3;
    at = packed >>> 2;
  }
  return { end: at, width: used };
}

/** Returns whether terminals may disagree on the width: true for several code points and for all emoji. */
export function isUncertain(grapheme: string): boolean {
  const code = grapheme.codePointAt(0) ?? 0;
  if (grapheme.length > (code > 0xffff ? 2 : 1) || code > 0xffff) return true;
  const kind = kindOf(code);
  return kind > 2 || (kind === 2 && code < FIRST_CJK && code > 0x1fff);
}

/** Returns the width on a terminal that knows neither graphemes nor marks and draws every emoji wide. */
export function widestReading(grapheme: string): number {
  let width = 0;
  for (const character of grapheme)
    width += character.length === 2 ? 2 : eastAsianWidth(character.charCodeAt(0));
  return width;
}

function composedAt(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0;
  const next = at + (code > 0xffff ? 2 : 1);
  const kind = kindOf(code);
  if (kind <= 2 && (next >= text.length || kindOf(text.codePointAt(next) ?? 0) <= 2))
    return (next << 2) | kind;
  const end = regionEnd(text, at);
  const region = text.slice(at, end);
  const known = remembered.get(region);
  if (known !== undefined) return (((known >>> 2) + at) << 2) | (known & 3);
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const [first] = segmenter.segment(region);
  const grapheme = first?.segment ?? region;
  const packed = (grapheme.length << 2) | graphemeWidth(grapheme);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(region, packed);
  return (((packed >>> 2) + at) << 2) | (packed & 3);
}

/** Returns the first index after `at` at which two simple code points meet. */
function regionEnd(text: string, at: number): number {
  let end = at;
  let simple = false;
  while (end < text.length && end - at < LONGEST_GRAPHEME) {
    const code = text.codePointAt(end) ?? 0;
    const nextSimple = kindOf(code) <= 2;
    if (simple && nextSimple && end > at) return end;
    simple = nextSimple;
    end += code > 0xffff ? 2 : 1;
  }
  return end;
}

function graphemeWidth(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  let width = 0;
  for (const character of grapheme) width += codePointWidth(character.codePointAt(0) ?? 0);
  return Math.min(2, width);
}

function codePointWidth(code: number): number {
  if (code < 0x7f) return 1;
  return INVISIBLE.test(String.fromCodePoint(code)) ? 0 : eastAsianWidth(code);
}

function kindOf(code: number): number {
  const kind = code < KINDS.length ? (KINDS[code] ?? UNKNOWN) : UNKNOWN;
  return kind === UNKNOWN ? classify(code) : kind;
}

function classify(code: number): number {
  const kind = kindOfNew(code);
  if (code < KINDS.length) KINDS[code] = kind;
  return kind;
}

function kindOfNew(code: number): number {
  if (code >= 0xd800 && code <= 0xdfff) return SURROGATE;
  const character = String.fromCodePoint(code);
  if (INVISIBLE.test(character) || JOINS.test(character)) return JOINING;
  return eastAsianWidth(code);
}
