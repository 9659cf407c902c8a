// Draws a frame as an SVG picture, so that the documentation shows exactly what the views draw.
import type { Role, Style } from '../../adapters/tui/canvas/style.ts';
import { type Theme, themeColors } from '../../adapters/tui/canvas/theme.ts';
import { graphemeAt } from '../../adapters/tui/canvas/width.ts';
import type { Rgb } from '../../adapters/tui/canvas/xterm-colors.ts';

const CELL = { width: 8.4, height: 18 };
const FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";
const BACKGROUND = { dark: '#1e1e2e', light: '#eff1f5' } as const;
const PADDING = 12;
/** The baseline of the text within a cell. */
const BASELINE = 13.5;

interface Run {
  readonly x: number;
  readonly text: string;
  readonly cells: number;
  readonly style: Style;
}

/** Returns the SVG. `frame` is the output of `styledFrame`: the rows, a line about the cursor, and the style runs per row. */
export function pictureOf(frame: string, title: string, theme: Theme): string {
  const lines = frame.trimEnd().split('\n');
  const end = lines.findIndex((line) => line.startsWith('--- '));
  const rows = lines.slice(0, end).map((text, y) => runsOf(text, lines[end + 1 + y] ?? ''));
  const columns = Math.max(...rows.flat().map(({ x, cells }) => x + cells));
  const width = Math.ceil(columns * CELL.width) + 2 * PADDING;
  const height = rows.length * CELL.height + 2 * PADDING;
  const drawn = rows.flatMap((runs, y) => runs.map((run) => drawnRun(run, y, theme)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND[theme]}"/>`,
    `<g font-family="${FONT}" font-size="14" fill="${color(themeColors(theme, 'text').fg)}">`,
    ...drawn.filter((line) => line !== ''),
    '</g>',
    '</svg>\n',
  ].join('\n');
}

/** Splits a row into runs of one style. `styles` is `<row> <column>:<style> …`, the column where each style begins. */
function runsOf(text: string, styles: string): Run[] {
  const starts = styles
    .split(' ')
    .slice(1)
    .map((entry) => {
      const [column = '', words = ''] = entry.split(/:(.*)/s);
      return { x: Number(column), style: styleOf(words) };
    });
  const runs: Run[] = [];
  let x = 0;
  for (let at = 0; at < text.length; ) {
    const packed = graphemeAt(text, at);
    const grapheme = text.slice(at, packed >>> 2);
    const cells = packed & 3;
    const style = starts.findLast((start) => start.x <= x)?.style ?? {};
    const last = runs.at(-1);
    // A wide or unusual character is a run by itself, because its width differs between fonts.
    const joins = last && last.style === style && cells === 1 && last.cells === [...last.text].length;
    if (joins) runs[runs.length - 1] = { ...last, text: last.text + grapheme, cells: last.cells + 1 };
    else runs.push({ x, text: grapheme, cells, style });
    x += cells;
    at = packed >>> 2;
  }
  return runs;
}

function styleOf(words: string): Style {
  const style: Record<string, unknown> = {};
  for (const word of words.split('+')) {
    if (['bold', 'dim', 'italic', 'underline', 'strike', 'inverse'].includes(word)) style[word] = true;
    else if (word.startsWith('on-')) style.bg = word.slice(3);
    else if (word !== '' && word !== '-') style.fg = word as Role;
  }
  return style as Style;
}

function drawnRun({ x, text, cells, style }: Run, row: number, theme: Theme): string {
  const top = PADDING + row * CELL.height;
  const box = style.bg
    ? `<rect x="${leftOf(x)}" y="${top}" width="${widthOf(cells)}" height="${CELL.height}" fill="${color(themeColors(theme, style.bg).bg)}"/>`
    : '';
  const attributes = [
    style.fg ? ` fill="${color(themeColors(theme, style.fg).fg)}"` : '',
    style.bold ? ' font-weight="bold"' : '',
    style.italic ? ' font-style="italic"' : '',
    style.underline ? ' text-decoration="underline"' : '',
    style.dim ? ' opacity="0.6"' : '',
  ].join('');
  const y = (top + BASELINE).toFixed(1);
  const texts = piecesOf(text, cells).map(
    (piece) =>
      `<text x="${leftOf(x + piece.at)}" y="${y}" textLength="${widthOf(piece.cells)}"${attributes}>${escaped(piece.text)}</text>`,
  );
  return box + texts.join('');
}

/** Splits at more than one space, and leaves out those at the ends: browsers collapse them and stretch what is left. */
function piecesOf(text: string, cells: number): { text: string; at: number; cells: number }[] {
  const isWide = cells !== [...text].length;
  return [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: piece, index }) => ({
    text: piece,
    at: [...text.slice(0, index)].length,
    cells: isWide ? cells : [...piece].length,
  }));
}

function leftOf(x: number): string {
  return (PADDING + x * CELL.width).toFixed(1);
}

function widthOf(cells: number): string {
  return (cells * CELL.width).toFixed(1);
}

function color([red, green, blue]: Rgb): string {
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
