// Updates the model for events of a run: the session, the transcript and the activity.
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { storeWaitStatus } from '../../../application/wording/store-wait.ts';
import type { AppMessage, AppModel } from '../model/app-model.ts';
import { runningUsage } from '../model/running-usage.ts';
import { withUi } from '../model/step.ts';
import type { Overlay, UiState } from '../model/ui-state.ts';
import { reduceTranscript } from '../transcript/reduce.ts';

/** Returns the model after an event of the run. */
export function runUpdate(
  model: AppModel,
  { event, session, time }: Extract<AppMessage, { type: 'run' }>,
): AppModel {
  const transcript = reduceTranscript(model.transcript, event, time);
  const running = runningUsage(model.running, event);
  const next: AppModel = { ...model, session, transcript, running, now: Math.max(model.now, time) };
  if (event.type === 'run-ended') return ended(next, event.result);
  if (event.type === 'run-started') return started(next, time);
  if (event.type === 'store-waiting' || event.type === 'store-back') {
    return withUi(next, { storeWait: storeWaitStatus(event) });
  }
  const { turn, waiting } = model.ui;
  const changed = activityAfter(event, { turn, waiting });
  const same = changed.turn === turn && changed.waiting === waiting;
  return same ? next : withUi(next, changed);
}

/** Starts a run, also one after another: removes the result of the last one. */
function started(model: AppModel, time: number): AppModel {
  const overlays = model.ui.overlays.filter(({ kind }) => kind !== 'complete');
  const ui = { turn: false, waiting: null, leaving: false, overlays };
  return withUi({ ...model, result: null, startedAt: time }, ui);
}

/** Shows the numbers of the run, below any overlay that the user has open. */
function ended(model: AppModel, result: NonNullable<AppModel['result']>): AppModel {
  const { overlays } = model.ui;
  const complete: Overlay = { kind: 'complete', top: 0, choice: 0, atEnd: false };
  const asked = overlays.filter(({ kind }) => kind !== 'quit');
  return withUi(
    { ...model, result },
    { turn: false, waiting: null, leaving: false, overlays: [complete, ...asked] },
  );
}

type ActivityState = Pick<UiState, 'turn' | 'waiting'>;

function activityAfter(
  event: Exclude<RunEvent, { type: 'run-ended' | 'run-started' | 'store-waiting' | 'store-back' }>,
  before: ActivityState,
): ActivityState {
  switch (event.type) {
    case 'agent':
      return { turn: event.event.type !== 'turn-ended', waiting: null };
    case 'turn-failed':
      return { ...before, turn: false };
    case 'hook':
      return { ...before, waiting: null };
    case 'notice':
      // Between two turns, the last notice is the reason for the wait.
      return { ...before, waiting: before.turn ? null : event.message };
    case 'recorded':
      return afterRecorded(event.recorded.event.type, before);
    default:
      return event satisfies never;
  }
}

function afterRecorded(type: string, before: ActivityState): ActivityState {
  switch (type) {
    case 'IterationStarted':
      return { turn: true, waiting: null };
    case 'IterationEnded':
    case 'RunEnded':
    case 'RunStarted':
    case 'ResumeRequested':
      return { turn: false, waiting: null };
    default:
      return before;
  }
}
