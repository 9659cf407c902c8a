// The dialog that asks whether to quit while the run is active.

import { activityOf, isRunning } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import { openOverlay, type Step, still, topOverlay, withUi } from '../model/step.ts';
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
  /** Asks first while the run is active. Pressed again, or while the run is ending, forces the quit. */
  open(model) {
    if (model.ui.leaving || topOverlay(model)?.kind === 'quit') return leaveRun(model, true);
    return isRunning(model) || model.background !== null
      ? still(openOverlay(model, { kind: 'quit' }))
      : leaveRun(model, false);
  },
  content(model, _, width) {
    return dialog('Quit', `${whatEnds(model)} You can resume the session later.`, width, [
      ['Stay'],
      ['Quit', { type: 'quit', force: false }],
      ['Force quit, without waiting (ctrl+c)', { type: 'quit', force: true }],
    ]);
  },
};

/** Closes the dialog and asks the host to quit. `force` does not wait for the run to end. */
export function leaveRun(model: AppModel, force: boolean): Step {
  const closed = withUi(model, {
    leaving: true,
    overlays: model.ui.overlays.filter(({ kind }) => kind !== 'quit'),
  });
  return [closed, [{ type: 'quit', force }]];
}

function whatEnds(model: AppModel): string {
  if (model.background !== null) {
    return `The run of ${model.background} is active in the background. Quitting ends it.`;
  }
  const { kind } = activityOf(model);
  if (kind === 'working') return 'The agent is working. Quitting ends its turn and the run.';
  if (kind === 'paused') return 'The run is paused. Quitting ends it.';
  return 'The run is active. Quitting ends it.';
}
