// Asks whether to remove what the session holds and run from scratch.
import { plural } from '../../../application/wording/count.ts';
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
