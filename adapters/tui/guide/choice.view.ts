// Draws a choice page: the filter, notices about the list, and the visible rows.
import type { Canvas } from '../canvas/canvas.ts';
import {
  ACCENT,
  cut,
  drawScrollbar,
  MUTED,
  oneLine,
  SELECTED,
  span,
  withBackground,
} from '../canvas/pieces.ts';
import type { Span, StyledLine } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import { drawEditor } from '../editor/editor.view.ts';
import { type ChoiceRow, choiceLayout, choiceNotices, choiceRows } from './choice-rows.ts';
import type { ChoiceState, GuideAction, GuideModel } from './guide-model.ts';
import type { PageLayout } from './page-layout.ts';

const MARKED: Span = span('[✓] ', ACCENT);
const UNMARKED: Span = span('[ ] ', MUTED);
const GAP = 2;

export function drawChoice(
  view: Canvas<GuideAction>,
  state: ChoiceState,
  layout: PageLayout,
  { now, answered }: GuideModel,
): void {
  const { editor, notices, list } = choiceLayout(state, layout);
  if (editor) {
    const focused = !answered;
    const what = state.page.custom ?? '';
    drawEditor<GuideAction>(view.part(editor), state.typing ?? state.query, {
      placeholder: state.typing ? `Type ${oneLine(what)}` : 'Type to filter',
      focused,
      prompt: '> ',
      onClick: (index) => ({ type: 'place-cursor', field: 0, index }),
    });
  }
  const lines = choiceNotices(state, view.width, now).slice(0, notices.height);
  for (const [y, line] of lines.entries()) view.line(0, notices.y + y, line);
  drawRows(view.part(list), state);
}

function drawRows(view: Canvas<GuideAction>, state: ChoiceState): void {
  const rows = choiceRows(state);
  const widest = Math.max(0, ...rows.map((row) => textWidth(labelOf(row, state))));
  const labelWidth = Math.min(widest, Math.max(20, view.width >> 1));
  for (const [y, row] of rows.slice(state.top, state.top + view.height).entries()) {
    const index = state.top + y;
    const isHere = index === state.at && state.typing === null;
    const rect = { x: 0, y, width: view.width - 2, height: 1 };
    if (isHere) view.fill(SELECTED, rect);
    const line = rowLine(row, state, isHere, labelWidth);
    const x = view.text(0, y, isHere ? '› ' : '  ', ACCENT);
    view.line(x, y, isHere ? withBackground(line, SELECTED) : line, rect.width - x);
    view.hit(rect, { type: 'row', index });
  }
  drawScrollbar(view, 0, view.height, { top: state.top, total: rows.length });
}

function rowLine(row: ChoiceRow, state: ChoiceState, isHere: boolean, labelWidth: number): StyledLine {
  const text = labelOf(row, state);
  if (row.kind !== 'option') return [span(text, isHere ? { fg: 'accent' } : MUTED)];
  const { value, detail } = row.option;
  const mark = state.page.several ? [state.marked.includes(value) ? MARKED : UNMARKED] : [];
  const label = span(cut(text, labelWidth), isHere ? { fg: 'text', bold: true } : { fg: 'text' });
  if (detail === undefined || detail === '') return [...mark, span(text, label.style)];
  const padding = ' '.repeat(Math.max(0, labelWidth - textWidth(label.text)) + GAP);
  return [...mark, label, span(padding + oneLine(detail), MUTED)];
}

function labelOf(row: ChoiceRow, { page }: ChoiceState): string {
  if (row.kind === 'option') return oneLine(row.option.label);
  if (row.kind === 'retry') return 'Try again';
  const what = oneLine(page.custom ?? '');
  return row.value === '' ? `${what}…` : `${what}: ${oneLine(row.value)}`;
}
