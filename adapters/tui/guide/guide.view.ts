// Draws the screen of a guide: the steps, the title, the page and the key hints.
import type { Canvas } from '../canvas/canvas.ts';
import { cut, drawScrollbar, MUTED, oneLine, SUBTLE } from '../canvas/pieces.ts';
import { textWidth } from '../canvas/width.ts';
import { lineCount } from '../editor/text-editor.ts';
import { drawChoice } from './choice.view.ts';
import { type Hint, hintsOf } from './guide-hints.ts';
import type { GuideAction, GuideModel, PageState, ReadState } from './guide-model.ts';
import { MIN_COLUMNS, MIN_ROWS, type PageLayout, pageLayout } from './page-layout.ts';
import { readLines, readWidth } from './read-update.ts';
import { drawForm, drawText } from './text.view.ts';
import { drawWait } from './wait.view.ts';

type GuideView = Canvas<GuideAction>;

const WHEEL_LINES = 3;
const HINT_GAP = 2;

/** Draws a frame. Pure: equal models give equal frames. */
export function drawGuide(screen: GuideView, model: GuideModel): void {
  const { shown } = model;
  if (!shown) return;
  const layout = pageLayout(model, shown.page);
  if (!layout.fits) {
    const words = `iteratr needs ${MIN_COLUMNS}x${MIN_ROWS}, this is ${screen.width}x${screen.height}`;
    screen.text(0, screen.height >> 1, cut(words, screen.width));
    return;
  }
  const whole = { x: 0, y: 0, width: screen.width, height: screen.height };
  screen.hit(whole, { type: 'scroll', lines: 0 }, (direction) => ({
    type: 'scroll',
    lines: direction * WHEEL_LINES,
  }));
  screen.selectable(whole);
  const head = screen.part(layout.headArea);
  for (const [y, line] of layout.head.entries()) head.line(0, y, line);
  for (const { at, rect } of layout.earlierSteps) screen.hit(rect, { type: 'step', at });
  drawBody(screen.part(layout.body), shown, layout, model);
  drawHints(screen.part(layout.hints), shown);
}

function drawBody(view: GuideView, shown: PageState, layout: PageLayout, model: GuideModel): void {
  if (shown.kind === 'choice') drawChoice(view, shown, layout, model);
  else if (shown.kind === 'text') drawText(view, shown, layout);
  else if (shown.kind === 'form') drawForm(view, shown, layout);
  else if (shown.kind === 'read') drawRead(view, shown, layout);
  else drawWait(view, shown, model);
}

function drawRead(view: GuideView, { page, top }: ReadState, layout: PageLayout): void {
  const lines = readLines(page, readWidth(layout));
  for (const [y, line] of lines.slice(top, top + view.height).entries())
    view.line(0, y, line, view.width - 2);
  drawScrollbar(view, 0, view.height, { top, total: lines.length });
}

/** Draws as many hints as fit, and the number of lines of a text. The hint for Esc is always drawn. */
function drawHints(view: GuideView, shown: PageState): void {
  let x = 0;
  for (const { key, label, words } of fittingHints(hintsOf(shown), view.width)) {
    const width = hintWidth({ key, label, words });
    view.text(view.text(x, 0, label, SUBTLE) + 1, 0, oneLine(words), MUTED);
    view.hit({ x, y: 0, width, height: 1 }, { type: 'key', name: key });
    x += width + HINT_GAP;
  }
  const lines = shown.kind === 'text' ? lineCount(shown.editor) : '';
  if (lines !== '' && x + lines.length <= view.width) view.text(view.width - lines.length, 0, lines, MUTED);
}

function fittingHints(hints: readonly Hint[], room: number): readonly Hint[] {
  const total = hints.reduce((sum, hint) => sum + hintWidth(hint) + HINT_GAP, -HINT_GAP);
  const last = total > room ? hints.findLastIndex(({ key }) => key !== 'escape') : -1;
  return last < 0 ? hints : fittingHints(hints.toSpliced(last, 1), room);
}

function hintWidth({ label, words }: Hint): number {
  return textWidth(label) + 1 + textWidth(oneLine(words));
}
