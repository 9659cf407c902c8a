// Pauses the run after the iteration, or resumes it, without a question: pressed again, the key takes it back.

import { findWorker } from '../../../domain/worker/worker.state.ts';
import { isOver } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import { workersOf } from '../model/desks.ts';
import { hintKey } from '../model/keymap.ts';
import { asked, type Step, still, toasted, topOverlay } from '../model/step.ts';

/** Asks the host to pause or resume the run, and tells the user what happens. */
export function togglePause(model: AppModel): Step {
  if (isOver(model)) return still(toasted(model, false, 'the run has ended; there is nothing to pause'));
  const { pause } = model.whole;
  if (pause === 'none') {
    const text = `the run pauses after this iteration; ${hintKey('pause')} again resumes it`;
    return asked(toasted(model, true, text), { type: 'RequestPause' });
  }
  const text = pause === 'paused' ? 'the run continues' : 'the run does not pause';
  return asked(toasted(model, true, text), { type: 'RequestResume' });
}

/** Pauses the worker that is selected in the list after its iteration, or lets it continue. */
export function pauseWorker(model: AppModel): Step {
  const overlay = topOverlay(model);
  const name = overlay?.kind === 'workers' ? workersOf(model)[overlay.choice] : undefined;
  const worker = name && findWorker(model.whole, name);
  if (!worker) return still(model);
  const { pause } = worker;
  const text = pause === 'none' ? `${name} pauses after its iteration` : `${name} continues`;
  const type = pause === 'none' ? 'RequestPause' : 'RequestResume';
  return asked(toasted(model, true, text), { type, worker: name });
}
