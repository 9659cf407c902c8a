// Pauses the run after the iteration, or resumes it, without a question: pressed again, the key takes it back.
import { isOver } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import { hintKey } from '../model/keymap.ts';
import { asked, type Step, still, toasted } from '../model/step.ts';

/** Asks the host to pause or resume the run, and tells the user what happens. */
export function togglePause(model: AppModel): Step {
  if (isOver(model)) return still(toasted(model, false, 'the run has ended; there is nothing to pause'));
  const { pause } = model.session;
  if (pause === 'none') {
    const text = `the run pauses after this iteration; ${hintKey('pause')} again resumes it`;
    return asked(toasted(model, true, text), { type: 'RequestPause' });
  }
  const text = pause === 'paused' ? 'the run continues' : 'the run does not pause';
  return asked(toasted(model, true, text), { type: 'RequestResume' });
}
