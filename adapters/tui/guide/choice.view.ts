// Draws a choice page: the filter, notices about the list, and the visible rows.
import type { Canvas } from '../canvas/canvas.ts';
import { ACCENT, drawScrollbar, oneLine, SELECTED, withBackground } from '../canvas/pieces.ts';
import type { StyledLine } from '../canvas/style.ts';
import { drawEditor } from '../editor/editor.view.ts';
import { labelColumn, rowLines } from './choice-lines.ts';
import { type ChoiceRow, choiceLayout, choiceNotices, choiceRows } from './choice-rows.ts';
import type { ChoiceState, GuideAction, GuideModel } from './guide-model.ts';
import type { PageLayout } from './page-layout.ts';

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
  const labelWidth = labelColumn(rows, state, view.width);
  let index = state.top;
  for (let y = 0; y < view.height && index < rows.length; index++) {
    const isHere = index === state.at && state.typing === null;
    const lines = rowLines(rows[index] as ChoiceRow, state, { isHere, width: view.width, labelWidth });
    drawRow(view, y, lines, index, isHere);
    y += lines.length;
  }
  const hidden = rows.length - (index - state.top);
  drawScrollbar(view, 0, view.height, { top: state.top, total: view.height + hidden });
}

function drawRow(
  view: Canvas<GuideAction>,
  y: number,
  lines: readonly StyledLine[],
  index: number,
  isHere: boolean,
): void {
  const rect = { x: 0, y, width: view.width - 2, height: Math.min(lines.length, view.height - y) };
  if (isHere) view.fill(SELECTED, rect);
  for (const [row, line] of lines.slice(0, rect.height).entries()) {
    const x = view.text(0, y + row, isHere && row === 0 ? '› ' : '  ', ACCENT);
    view.line(x, y + row, isHere ? withBackground(line, SELECTED) : line, rect.width - x);
  }
  view.hit(rect, { type: 'row', index });
}
