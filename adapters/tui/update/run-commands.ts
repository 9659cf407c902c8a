// Commands about the run: quitting, restarting.
import { isOver, isRunning } from '../model/activity.ts';
import type { AppModel } from '../model/app-model.ts';
import { openOverlay, type Step, still, toasted, topOverlay, withUi } from '../model/step.ts';

/** Asks first while the run is active. Pressed again, or while the run ends, it waits for nothing. */
export function quit(model: AppModel): Step {
  const { leaving } = model.ui;
  if (leaving || topOverlay(model)?.kind === 'quit') return leaveRun(model, true);
  if (!isRunning(model)) return leaveRun(model, false);
  return still(openOverlay(model, { kind: 'quit' }));
}

export function leaveRun(model: AppModel, force: boolean): Step {
  const closed = withUi(model, {
    leaving: true,
    overlays: model.ui.overlays.filter(({ kind }) => kind !== 'quit'),
  });
  return [closed, [{ type: 'quit', force }]];
}

export function restart(model: AppModel): Step {
  return isOver(model) ? [model, [{ type: 'restart', fromScratch: false }]] : still(notOver(model));
}

export function askReset(model: AppModel): Step {
  return still(isOver(model) ? openOverlay(model, { kind: 'reset' }) : notOver(model));
}

function notOver(model: AppModel): AppModel {
  return toasted(model, false, 'the run is active; restart it after it has ended');
}
