// Asks whether to quit while the run is active.
import { activityOf } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import type { NoState } from '../model/ui-state.ts';
import { dialog } from './dialog.ts';
import type { OverlayDefinition } from './overlay.ts';
import { SMALL } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    quit: NoState;
  }
}

export const QUIT: OverlayDefinition<'quit'> = {
  width: SMALL,
  keys: ['choosing', 'reading'],
  content(model, _, width) {
    return dialog('Quit', `${whatEnds(model)} You can resume the session later.`, width, [
      ['Stay'],
      ['Quit', { type: 'quit', force: false }],
      ['Force quit, without waiting (ctrl+c)', { type: 'quit', force: true }],
    ]);
  },
};

function whatEnds(model: AppModel): string {
  const { kind } = activityOf(model);
  if (kind === 'working') return 'The agent is working. Quitting ends its turn and the run.';
  if (kind === 'paused') return 'The run is paused. Quitting ends it.';
  return 'The run is active. Quitting ends it.';
}
