// Renders the differences of a file: with line numbers, tints and colours; side by side where there is room.
import type { Role, Span, Style, StyledLine } from '../canvas/style.ts';
import { lineWidth, wrapLine } from '../canvas/wrap.ts';
import { colouredHunk } from './coloured-hunk.ts';
import { countSigns, type DiffLine, type FileDiff, type Hunk } from './file-diff.ts';

/** Two columns from this width on: that of the output beside the sidebar in a terminal of 200 columns, and a little less. */
const SIDE_BY_SIDE = 130;
const MUTED: Style = { fg: 'muted' };
const SEPARATOR: Span = { text: ' │ ', style: MUTED };

export interface DiffLinesOptions {
  readonly width: number;
  /** The maximum number of lines shown. Fewer than three lines are never left out. */
  readonly most: number;
  /** Whether code has the colours of its language, which takes 0.1 ms a line. */
  readonly coloured: boolean;
}

export interface RenderedDiff {
  readonly lines: readonly StyledLine[];
  /** The number of lines left out. */
  readonly hidden: number;
}

/** Returns the rows of a diff, none wider than `width`. Without changes, they are a numbered text without signs. */
export function renderDiff(diff: FileDiff, { width, most, coloured }: DiffLinesOptions): RenderedDiff {
  const { hunks, hidden } = cutTo(diff.hunks, most);
  const changed = hunks.some((hunk) => hunk.some(({ sign }) => sign !== ' '));
  const digits = diff.numbered ? String(highest(hunks)).length : 0;
  const columns = width >= SIDE_BY_SIDE && bothSigns(hunks);
  const draw = columns ? sideBySide : unified;
  const lines = hunks.flatMap((hunk, index) => [
    ...(index > 0 ? [gap(digits)] : []),
    ...draw(colouredHunk(hunk, coloured ? diff.path : '', changed), { digits, width, signs: changed }),
  ]);
  return { lines, hidden };
}

/** A line with the text as it is drawn. */
interface Drawn {
  readonly line: DiffLine;
  readonly text: StyledLine;
}

interface Columns {
  readonly digits: number;
  readonly width: number;
  readonly signs: boolean;
}

function unified(hunk: readonly Drawn[], columns: Columns): StyledLine[] {
  return hunk.flatMap((drawn) => {
    const { before, after } = drawn.line;
    return cell(drawn, after ?? before, columns);
  });
}

/** Puts removed lines left and added ones right of them, each pair on the same row. */
function sideBySide(hunk: readonly Drawn[], { digits, width, signs }: Columns): StyledLine[] {
  const left = { digits, signs, width: (width - SEPARATOR.text.length) >> 1 };
  const right = { digits, signs, width: width - SEPARATOR.text.length - left.width };
  return pairs(hunk).flatMap(([removed, added]) => {
    const before = removed ? cell(removed, removed.line.before, left) : [];
    const after = added ? cell(added, added.line.after, right) : [];
    return Array.from({ length: Math.max(before.length, after.length) }, (_, row) => [
      ...padded(before[row] ?? [], left.width),
      SEPARATOR,
      ...(after[row] ?? []),
    ]);
  });
}

function pairs(hunk: readonly Drawn[]): (readonly [Drawn | undefined, Drawn | undefined])[] {
  const rows: (readonly [Drawn | undefined, Drawn | undefined])[] = [];
  let removed: Drawn[] = [];
  let added: Drawn[] = [];
  const flush = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1)
      rows.push([removed[at], added[at]]);
    removed = [];
    added = [];
  };
  for (const drawn of hunk) {
    if (drawn.line.sign === '-') removed.push(drawn);
    else if (drawn.line.sign === '+') added.push(drawn);
    else {
      flush();
      rows.push([drawn, drawn]);
    }
  }
  flush();
  return rows;
}

const TINTS: Readonly<Record<DiffLine['sign'], Role | undefined>> = {
  '+': 'added',
  '-': 'removed',
  ' ': undefined,
};

/** Returns the rows of one line: its number, its sign, and its text wrapped beside them. */
function cell({ line, text }: Drawn, number: number | null, { digits, width, signs }: Columns): StyledLine[] {
  const tint = TINTS[line.sign];
  const label = digits === 0 ? '' : `${String(number ?? '').padStart(digits)} `;
  const sign = signs ? `${line.sign} ` : ' ';
  const gutter = label.length + sign.length;
  const whole = [{ text: label, style: MUTED }, { text: sign, style: tint ? { fg: tint } : MUTED }, ...text];
  const hang = [{ text: ' '.repeat(gutter), style: {} }];
  const rows = wrapLine(whole, width, gutter + 8 < width ? { hang } : {});
  return tint ? rows.map((row) => tinted(padded(row, width), tint)) : rows;
}

function tinted(line: StyledLine, bg: Role): StyledLine {
  return line.map(({ text, style }) => ({ text, style: { ...style, bg } }));
}

function padded(line: StyledLine, width: number): StyledLine {
  const space = width - lineWidth(line);
  return space > 0 ? [...line, { text: ' '.repeat(space), style: {} }] : line;
}

/** Stands for the lines between two hunks. */
function gap(digits: number): StyledLine {
  return [{ text: `${''.padStart(digits)}${digits === 0 ? '' : ' '}⋮`, style: MUTED }];
}

/** Returns the first lines of the hunks, all if fewer than three would be left out. */
function cutTo(
  hunks: readonly Hunk[],
  most: number,
): { readonly hunks: readonly Hunk[]; readonly hidden: number } {
  const total = hunks.reduce((sum, { length }) => sum + length, 0);
  if (total - most < 3) return { hunks, hidden: 0 };
  const kept: Hunk[] = [];
  let room = most;
  for (const hunk of hunks) {
    if (room <= 0) break;
    kept.push(hunk.slice(0, room));
    room -= hunk.length;
  }
  return { hunks: kept, hidden: total - most };
}

function bothSigns(hunks: readonly Hunk[]): boolean {
  return countSigns(hunks, '+') > 0 && countSigns(hunks, '-') > 0;
}

function highest(hunks: readonly Hunk[]): number {
  let most = 0;
  for (const hunk of hunks)
    for (const { before, after } of hunk) most = Math.max(most, before ?? 0, after ?? 0);
  return most;
}
