// Computes the bytes that turn the frame on the terminal into the next one. Writes only cells that differ.
import { BLANK, glyphText, WIDE_TAIL } from './glyphs.ts';
import type { Grid } from './grid.ts';
import type { Palette } from './palette.ts';
import { linkOf, lookOf } from './style-code.ts';
import { isUncertain, widestReading } from './width.ts';

/** Synchronized output: terminals that support it show the whole frame at once. */
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const CLEAR = '\x1b[0m\x1b[H\x1b[2J';
const NOWHERE = -1;

/** Returns the bytes for the next frame, '' if nothing changed. Draws everything unless `previous` has the same size. */
export function paint<Action>(next: Grid<Action>, previous: Grid<Action> | null, palette: Palette): string {
  const comparable =
    previous !== null &&
    previous.width === next.width &&
    previous.height === next.height &&
    previous.generation === next.generation;
  const cells = new CellPainter(next, comparable ? previous : null, palette).bytes();
  const cursorMoved =
    !comparable || next.cursor?.x !== previous.cursor?.x || next.cursor?.y !== previous.cursor?.y;
  if (cells === '' && comparable && !cursorMoved) return '';
  const hide = !comparable || previous.cursor !== null ? HIDE_CURSOR : '';
  const { cursor } = next;
  const show = cursor === null ? '' : `\x1b[${cursor.y + 1};${cursor.x + 1}H${SHOW_CURSOR}`;
  return `${BEGIN}${hide}${comparable ? '' : CLEAR}${cells}${show}${END}`;
}

class CellPainter<Action> {
  readonly #next: Grid<Action>;
  readonly #previous: Grid<Action> | null;
  readonly #palette: Palette;
  #out = '';
  #style = 0;
  /** The position of the terminal's cursor, if it is known. */
  #x = NOWHERE;
  #y = NOWHERE;

  constructor(next: Grid<Action>, previous: Grid<Action> | null, palette: Palette) {
    this.#next = next;
    this.#previous = previous;
    this.#palette = palette;
  }

  bytes(): string {
    for (let y = 0; y < this.#next.height; y += 1) this.#row(y);
    this.#setStyle(0);
    return this.#out;
  }

  #row(y: number): void {
    const { glyphs, styles, width } = this.#next;
    const before = this.#previous?.glyphs;
    const beforeStyles = this.#previous?.styles;
    const base = y * width;
    /** Cells up to here may have been overwritten by a character that is wider on this terminal than assumed. */
    let spoiled = 0;
    for (let x = 0; x < width; x += 1) {
      const at = base + x;
      const glyph = glyphs[at] ?? BLANK;
      const style = styles[at] ?? 0;
      const same =
        before === undefined || beforeStyles === undefined
          ? glyph === BLANK && style === 0
          : before[at] === glyph && beforeStyles[at] === style;
      if ((same && x >= spoiled) || glyph === WIDE_TAIL) continue;
      this.#moveTo(x, y);
      this.#setStyle(style);
      if (glyph < 0x250) {
        this.#out += String.fromCharCode(glyph);
        this.#x = x + 1;
      } else {
        spoiled = Math.max(spoiled, this.#character(x, glyph, glyphs[at + 1] === WIDE_TAIL && x + 1 < width));
      }
      // With auto-wrap off, the cursor stays in the last column.
      if (this.#x >= width) this.#x = NOWHERE;
    }
  }

  /**
   * Writes a character and returns the column up to which it may have written. Terminals disagree on the width of emoji and
   * joined characters: the cells are cleared first for terminals that draw them narrower, and the cursor position is treated
   * as unknown afterwards.
   */
  #character(x: number, glyph: number, wide: boolean): number {
    const text = glyphText(glyph);
    if (!isUncertain(text)) {
      this.#out += text;
      // Some terminals disagree on wide characters too, if they are new to them or of ambiguous width.
      this.#x = wide ? NOWHERE : x + 1;
      return 0;
    }
    this.#out += wide ? `  \x1b[${x + 1}G${text}` : text;
    this.#x = NOWHERE;
    return x + Math.max(widestReading(text), wide ? 2 : 1);
  }

  #moveTo(x: number, y: number): void {
    if (this.#y !== y) this.#out += `\x1b[${y + 1};${x + 1}H`;
    else if (this.#x !== x) this.#out += `\x1b[${x + 1}G`;
    this.#x = x;
    this.#y = y;
  }

  #setStyle(style: number): void {
    if (style === this.#style) return;
    this.#out += this.#palette.change(lookOf(this.#style), lookOf(style));
    if (linkOf(style) !== linkOf(this.#style)) this.#out += this.#palette.link(linkOf(style));
    this.#style = style;
  }
}
