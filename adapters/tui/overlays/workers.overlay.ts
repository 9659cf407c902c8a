// The overlay that lists the workers of the run, and shows the output of the chosen one.
import { clock } from '../canvas/clock.ts';
import { ACCENT, cut, MUTED, SUBTLE, span } from '../canvas/pieces.ts';
import { textWidth } from '../canvas/width.ts';
import type { AppModel } from '../model/app-model.ts';
import { workersOf } from '../model/desks.ts';
import { openOverlay, still, toasted } from '../model/step.ts';
import type { NoState } from '../model/ui-state.ts';
import { WORKER_MARKS, type WorkerFacts, workerFacts } from '../model/worker-facts.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, type OverlayLine, WIDE } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    workers: NoState;
  }
}

const TIME_WIDTH = 8;
/** The task and what the worker does now share the rest of the line. */
const TASK_PART = 0.5;

export const WORKERS: OverlayDefinition<'workers'> = {
  width: WIDE,
  keys: ['workers', 'choosing'],
  open(model) {
    const names = workersOf(model);
    if (names.length === 0)
      return still(toasted(model, false, 'this run has a single agent, which works in place'));
    return still(openOverlay(model, { kind: 'workers' }));
  },
  content(model, _overlay, width) {
    const names = workersOf(model);
    return {
      title: `Workers ${names.length}`,
      head: [],
      editor: null,
      body: bodyOf(names.map((name) => workerLine(model, workerFacts(model, name), width))),
      choosing: true,
      hints: ['close', 'choose', 'pause-worker'],
    };
  },
};

/** Returns a line such as `▸ w2 ● TAS-3 Write the parser     2:10  $ npm test`. */
function workerLine({ now }: AppModel, facts: WorkerFacts, width: number): OverlayLine {
  const { name, isShown, state, task, title, since, last } = facts;
  const mark = WORKER_MARKS[state];
  const words = task === null ? title || state : `${task} ${title}`;
  const time = since === null ? '' : clock(Math.max(0, now - since));
  const room = Math.max(8, width - 8 - TIME_WIDTH);
  const taskRoom = Math.floor(room * TASK_PART);
  const shown = cut(words, taskRoom);
  return {
    line: [
      ...[span(isShown ? '▸ ' : '  ', ACCENT), span(name.padEnd(4), isShown ? { bold: true } : {})],
      ...[span(`${mark.text} `, mark.style), span(shown), span(' '.repeat(taskRoom - textWidth(shown)))],
      ...[span(time.padStart(TIME_WIDTH), SUBTLE), span(`  ${cut(last, room - taskRoom - 2)}`, MUTED)],
    ],
    action: { type: 'show-worker', name },
  };
}
