// Renders markdown tables to fit a width. If even narrow columns do not fit, puts one cell on each line.
import type { Tokens } from 'marked';
import type { Span, Style, StyledLine } from '../canvas/style.ts';
import { lineWidth, wrapLine } from '../canvas/wrap.ts';
import { inlineLines } from './markdown-inline.ts';

const MUTED: Style = { fg: 'muted' };
const SEPARATOR: Span = { text: ' │ ', style: MUTED };
const NARROWEST_COLUMN = 4;

type Cell = readonly StyledLine[];

export function tableLines({ header, rows, align }: Tokens.Table, width: number): StyledLine[] {
  const head = header.map(({ tokens }): Cell => inlineLines(tokens, { bold: true }));
  const body = rows.map((row) => row.map(({ tokens }): Cell => inlineLines(tokens, {})));
  const room = width - 3 * (head.length - 1);
  if (room < head.length * NARROWEST_COLUMN) return listedCells(head, body, width);
  const widths = fitted(
    head.map((cell, column) =>
      Math.max(1, ...[cell, ...body.map((row) => row[column] ?? [])].map(cellWidth)),
    ),
    room,
  );
  const rule = { text: widths.map((columns) => '─'.repeat(columns)).join('─┼─'), style: MUTED };
  return [...rowLines(head, widths, align), [rule], ...body.flatMap((row) => rowLines(row, widths, align))];
}

function cellWidth(cell: Cell): number {
  return cell.reduce((widest, line) => Math.max(widest, lineWidth(line)), 0);
}

/** Narrows the widest columns until all fit. */
function fitted(natural: readonly number[], room: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...widths);
    const next = Math.max(NARROWEST_COLUMN, ...widths.filter((width) => width < widest));
    const columns = widths.flatMap((width, column) => (width === widest ? [column] : []));
    const step = Math.max(1, Math.min(widest - next, Math.floor(excess / columns.length)));
    for (const column of columns) {
      if (excess <= 0) break;
      const taken = Math.min(step, excess);
      widths[column] = widest - taken;
      excess -= taken;
    }
  }
  return widths;
}

function rowLines(
  cells: readonly Cell[],
  widths: readonly number[],
  align: Tokens.Table['align'],
): StyledLine[] {
  const wrapped = widths.map((width, column) =>
    (cells[column] ?? []).flatMap((line) => wrapLine(line, width)),
  );
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    widths.flatMap((width, column) => [
      ...(column > 0 ? [SEPARATOR] : []),
      ...aligned(wrapped[column]?.[row] ?? [], width, align[column] ?? null, column === widths.length - 1),
    ]),
  );
}

function aligned(
  line: StyledLine,
  width: number,
  side: 'center' | 'left' | 'right' | null,
  last: boolean,
): StyledLine {
  const space = Math.max(0, width - lineWidth(line));
  const before = side === 'right' ? space : side === 'center' ? space >> 1 : 0;
  const after = last ? 0 : space - before;
  return [...spaces(before), ...line, ...spaces(after)];
}

function spaces(count: number): StyledLine {
  return count > 0 ? [{ text: ' '.repeat(count), style: {} }] : [];
}

function listedCells(head: readonly Cell[], body: readonly (readonly Cell[])[], width: number): StyledLine[] {
  return body.flatMap((row, index) => [
    ...(index > 0 ? [[]] : []),
    ...row.flatMap((cell, column) => {
      const name = (head[column] ?? []).flat();
      const [first = [], ...rest] = cell;
      return [[...name, { text: ': ', style: MUTED }, ...first], ...rest].flatMap((line) =>
        wrapLine(line, width),
      );
    }),
  ]);
}
