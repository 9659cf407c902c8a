// The dialog that pauses the run after the iteration, or resumes it.
import { isOver } from '../model/activity.ts';
import { openOverlay, still } from '../model/step.ts';
import type { NoState } from '../model/ui-state.ts';
import { type Answer, dialog } from './dialog.ts';
import type { OverlayDefinition } from './overlay.ts';
import { execute, SMALL } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    pause: NoState;
  }
}

const RESUME = execute({ type: 'RequestResume' });
const PAUSE_AFTER: Answer = ['Pause after this iteration', execute({ type: 'RequestPause' })];
const KEEP: Answer = ['Change nothing'];

export const PAUSE: OverlayDefinition<'pause'> = {
  width: SMALL,
  keys: ['choosing', 'reading'],
  open: (model) => still(openOverlay(model, { kind: 'pause' })),
  content(model, _, width) {
    const { session, ui } = model;
    if (isOver(model))
      return dialog('Pause', 'The run has ended; there is nothing to pause.', width, [['Close']]);
    if (session.pause === 'paused')
      return dialog('Paused', 'The run is paused.', width, [['Resume', RESUME], KEEP]);
    if (session.pause === 'requested') {
      const when = 'The run pauses when this iteration ends.';
      return dialog('Pausing', when, width, [['Do not pause', RESUME], KEEP]);
    }
    if (ui.waiting !== null)
      return dialog('Waiting', ui.waiting, width, [['Continue now', RESUME], PAUSE_AFTER, KEEP]);
    const what = 'The current iteration ends as usual; then the run waits until you resume it.';
    return dialog('Pause', what, width, [PAUSE_AFTER, KEEP]);
  },
};
