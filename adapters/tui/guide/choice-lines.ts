// Lays out the rows of a choice page as lines: label and detail beside each other, or wrapped if they are too long.
import { ACCENT, cut, MUTED, oneLine, span } from '../canvas/pieces.ts';
import type { Span, StyledLine } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import { wrapLine } from '../canvas/wrap.ts';
import type { ChoiceRow } from './choice-rows.ts';
import type { ChoiceState } from './guide-model.ts';

const MARKED: Span = span('[✓] ', ACCENT);
const UNMARKED: Span = span('[ ] ', MUTED);
const GAP = 2;
/** What is longer is cut, so that one option does not fill the screen. */
const MOST_LINES = 6;
/** The columns of the cursor before a row and of the scroll bar after it. */
const BESIDE_ROW = 4;

/** Returns the lines of a row in a list of this width. `labelWidth` is the column of labels that the rows share. */
export function rowLines(
  row: ChoiceRow,
  state: ChoiceState,
  {
    isHere,
    width,
    labelWidth,
  }: { readonly isHere: boolean; readonly width: number; readonly labelWidth: number },
): readonly StyledLine[] {
  const room = Math.max(1, width - BESIDE_ROW);
  const text = labelOf(row, state);
  if (row.kind !== 'option')
    return shortened(wrapLine([span(text, isHere ? { fg: 'accent' } : MUTED)], room), room);
  const { value, detail = '' } = row.option;
  const mark = state.page.several ? [state.marked.includes(value) ? MARKED : UNMARKED] : [];
  const indent = mark.length === 0 ? '' : ' '.repeat(textWidth(MARKED.text));
  const label = span(text, isHere ? { fg: 'text', bold: true } : { fg: 'text' });
  const more = oneLine(detail);
  const padding = ' '.repeat(Math.max(0, labelWidth - textWidth(text)) + GAP);
  const beside = [...mark, label, ...(more === '' ? [] : [span(padding + more, MUTED)])];
  if (indent.length + textWidth(text) + textWidth(more === '' ? '' : padding + more) <= room) return [beside];
  const hang = { hang: [span(indent)] };
  const below =
    more === '' ? [] : wrapLine([span(`${indent}  ${more}`, MUTED)], room, { hang: [span(`${indent}  `)] });
  return shortened([...wrapLine([...mark, label], room, hang), ...below], room);
}

/** Returns the width of the column of labels: the widest one, up to half of the list. */
export function labelColumn(rows: readonly ChoiceRow[], state: ChoiceState, width: number): number {
  const most = Math.max(20, width >> 1);
  let widest = 0;
  for (const row of rows) {
    const own = textWidth(labelOf(row, state));
    if (own <= most) widest = Math.max(widest, own);
  }
  return widest;
}

function shortened(lines: readonly StyledLine[], room: number): readonly StyledLine[] {
  if (lines.length <= MOST_LINES) return lines;
  const last = (lines[MOST_LINES - 1] ?? []).map(({ text }) => text).join('');
  return [...lines.slice(0, MOST_LINES - 1), [span(`${cut(last, room - 1)}…`, MUTED)]];
}

function labelOf(row: ChoiceRow, { page }: ChoiceState): string {
  if (row.kind === 'option') return oneLine(row.option.label);
  if (row.kind === 'retry') return 'Try again';
  const what = oneLine(page.custom ?? '');
  return row.value === '' ? `${what}…` : `${what}: ${oneLine(row.value)}`;
}
