// Draws the workers in the sidebar: who works on what, since when, and what each does now.
import { clock } from '../canvas/clock.ts';
import { ACCENT, cut, drawTitle, MUTED, SUBTLE, span } from '../canvas/pieces.ts';
import type { StyledLine } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import { shownWorkers } from '../layout/worker-rows.ts';
import type { AppModel } from '../model/app-model.ts';
import { workersOf } from '../model/desks.ts';
import { hintKey } from '../model/keymap.ts';
import { WORKER_MARKS, type WorkerFacts, workerFacts } from '../model/worker-facts.ts';
import type { View } from './view.ts';

/** `height`: that of the whole sidebar. */
export function drawWorkerList(view: View, model: AppModel, height: number): void {
  const { names, more } = shownWorkers(model, height);
  if (names.length === 0 || view.height === 0) return;
  const all = workersOf(model).map((name) => workerFacts(model, name));
  const busy = all.filter(({ state }) => state === 'working' || state === 'merging').length;
  drawTitle(view, 'Workers', false, `${busy}/${all.length} busy`);
  const widths = {
    name: Math.max(...all.map(({ name }) => name.length)),
    task: Math.max(...all.map(({ task }) => task?.length ?? 0)),
    time: Math.max(...all.map((facts) => timeOf(facts, model.now).length)),
  };
  for (const [index, facts] of all.slice(0, names.length).entries()) {
    const row = { x: 0, y: index + 1, width: view.width, height: 1 };
    view.line(0, row.y, workerRow(facts, model.now, widths, view.width - 1), view.width - 1);
    view.hit(row, { type: 'show-worker', name: facts.name });
  }
  if (more === 0) return;
  const words = `   … ${more} more: ${hintKey('workers')}`;
  view.text(0, names.length + 1, cut(words, view.width - 1), MUTED);
}

interface Widths {
  readonly name: number;
  readonly task: number;
  readonly time: number;
}

/** Returns a row such as `▸ w2 ● TAS-3 2:10 $ npm test`. */
function workerRow(facts: WorkerFacts, now: number, widths: Widths, width: number): StyledLine {
  const { name, isShown, state, task, last } = facts;
  const mark = WORKER_MARKS[state];
  const head: StyledLine = [
    span(isShown ? '▸' : ' ', ACCENT),
    span(`${name.padEnd(widths.name)} `, isShown ? { bold: true } : {}),
    span(`${mark.text} `, mark.style),
  ];
  if (task === null) return [...head, span(cut(withoutTask(facts), width - widthOf(head)), MUTED)];
  const line = [
    ...head,
    span(`${task.padEnd(widths.task)} `, isShown ? { bold: true } : {}),
    span(`${timeOf(facts, now).padStart(widths.time)} `, SUBTLE),
  ];
  const words = state === 'merging' || state === 'paused' ? state : last;
  const style = state === 'delayed' ? ({ fg: 'warning' } as const) : MUTED;
  return [...line, span(cut(words, width - widthOf(line)), style)];
}

function withoutTask({ state, last, title }: WorkerFacts): string {
  if (state === 'gone') return 'has left';
  if (state === 'paused') return 'paused';
  if (state === 'waiting') return 'waits for a task';
  return last || title;
}

function timeOf({ since }: WorkerFacts, now: number): string {
  return since === null ? '' : clock(Math.max(0, now - since));
}

function widthOf(line: StyledLine): number {
  return line.reduce((sum, { text }) => sum + textWidth(text), 0);
}
