// Draws a tab for each of several workers above the output: its task, and since when it works on it.
import { clock } from '../canvas/clock.ts';
import { cut, MUTED, SUBTLE, span } from '../canvas/pieces.ts';
import type { Span, Style, StyledLine } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import type { AppModel } from '../model/app-model.ts';
import { workersOf } from '../model/desks.ts';
import { WORKER_MARKS, type WorkerFacts, workerFacts } from '../model/worker-facts.ts';
import type { View } from './view.ts';

const SHOWN: Style = { bg: 'selection', bold: true };
/** The columns that a tab takes at most. */
const MOST = 44;
/** A narrower tab shows no time. */
const TIME_FROM = 16;
/** A narrower task has no title. */
const TITLE_FROM = 18;

export function drawWorkerTabs(view: View, model: AppModel): void {
  const names = workersOf(model);
  if (view.height === 0 || names.length === 0) return;
  const width = Math.min(MOST, Math.floor((view.width - 1) / names.length));
  for (const [index, name] of names.entries()) {
    const facts = workerFacts(model, name);
    const rect = { x: 1 + index * width, y: 0, width, height: 1 };
    if (facts.isShown) view.fill(SHOWN, { ...rect, width: width - 1 });
    view.line(rect.x, 0, tab(facts, model.now, width - 1), width - 1);
    view.hit(rect, { type: 'show-worker', name });
  }
}

/** Returns a line such as ` w2 ● TAS-3 Write the parser 2:10 `. */
function tab(
  { name, isShown, state, task, title, since }: WorkerFacts,
  now: number,
  width: number,
): StyledLine {
  const mark = WORKER_MARKS[state];
  const time = since === null ? '' : clock(Math.max(0, now - since));
  const right = time === '' || width < TIME_FROM ? '' : ` ${time}`;
  const left: Span[] = [span(` ${name} `, isShown ? SHOWN : SUBTLE), span(mark.text, mark.style)];
  const room = width - left.reduce((sum, { text }) => sum + textWidth(text), 0) - textWidth(right) - 1;
  const words = task === null ? title || state : room < TITLE_FROM ? task : `${task} ${title}`;
  const shown = cut(` ${words}`, Math.max(0, room));
  const gap = ' '.repeat(Math.max(0, room - textWidth(shown)));
  const style = isShown ? {} : SUBTLE;
  const line = [...left, span(shown, style), span(gap), span(right, MUTED), span(' ')];
  return isShown ? line.map((piece) => ({ ...piece, style: { ...piece.style, bg: 'selection' } })) : line;
}
