// Commands about the run: quitting, pausing, going on, starting again.
import { isRunning } from './activity.ts';
import type { AppModel } from './app-model.ts';
import { popOverlay, pushOverlay, type Step, still, toasted, topOverlay, withUi } from './step.ts';

/** Asks first while the run goes on; a second time, or while the run ends, it waits for nothing. */
export function quit(model: AppModel): Step {
  const { leaving } = model.ui;
  if (leaving || topOverlay(model)?.kind === 'quit') return leaveRun(model, true);
  if (!isRunning(model)) return leaveRun(model, false);
  return still(pushOverlay(model, { kind: 'quit', top: 0, choice: 0 }));
}

export function leaveRun(model: AppModel, force: boolean): Step {
  const closed = withUi(model, {
    leaving: true,
    overlays: model.ui.overlays.filter(({ kind }) => kind !== 'quit'),
  });
  return [closed, [{ type: 'quit', force }]];
}

export function pauseRun(model: AppModel): Step {
  if (isOver(model)) return still(toasted(popOverlay(model), false, 'no run goes on that could pause'));
  return [popOverlay(model), [{ type: 'pause' }]];
}

export function resumeRun(model: AppModel): Step {
  if (isOver(model)) return still(toasted(popOverlay(model), false, 'no run goes on that could be resumed'));
  return [popOverlay(model), [{ type: 'resume' }]];
}

export function restart(model: AppModel): Step {
  return isOver(model) ? [model, [{ type: 'restart', afresh: false }]] : still(notOver(model));
}

export function askReset(model: AppModel): Step {
  return still(isOver(model) ? pushOverlay(model, { kind: 'reset', top: 0, choice: 0 }) : notOver(model));
}

export function reset(model: AppModel): Step {
  return [popOverlay(model), [{ type: 'restart', afresh: true }]];
}

function notOver(model: AppModel): AppModel {
  return toasted(model, false, 'the run goes on: it can be restarted when it has ended');
}

function isOver({ result, surroundings }: AppModel): boolean {
  return result !== null || surroundings.mode === 'finished';
}
