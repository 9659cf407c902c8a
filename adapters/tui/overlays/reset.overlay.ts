// The dialog that asks whether to reset the session and run it from scratch.
import { plural } from '../../../application/wording/count.ts';
import { isOver } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import { openOverlay, still, toasted } from '../model/step.ts';
import type { NoState } from '../model/ui-state.ts';
import { dialog } from './dialog.ts';
import type { OverlayDefinition } from './overlay.ts';
import { SMALL } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    reset: NoState;
  }
}

export const RESET: OverlayDefinition<'reset'> = {
  width: SMALL,
  keys: ['choosing', 'reading'],
  open: (model) => still(isOver(model) ? openOverlay(model, { kind: 'reset' }) : refused(model)),
  content({ session }, _, width) {
    const held = [
      plural(session.tasks.tasks.size, 'task'),
      plural(session.notes.size, 'note'),
      plural(session.iterations.last, 'iteration'),
    ];
    const question = `This removes ${held.join(', ')} and their history for good. Files and commits stay. Then the run starts over.`;
    return dialog('Reset', question, width, [
      ['Keep them'],
      ['Reset and start over', { type: 'ask', effect: { type: 'restart', fromScratch: true } }],
    ]);
  },
};

/** Tells the user that an active run cannot be restarted. */
export function refused(model: AppModel): AppModel {
  return toasted(model, false, 'the run is active; restart it after it has ended');
}
