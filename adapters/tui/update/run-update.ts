// Updates the model for events of a run: the session, the transcript and the activity.

import { workerOf } from '../../../application/loop/worker-observer.ts';
import type { AgentEvent } from '../../../application/ports/agent.port.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { storeWaitStatus } from '../../../application/wording/store-wait.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { AppMessage, AppModel, Desk } from '../model/app-model.ts';
import { atDesk, deskOf, NO_ACTIVITY, showWorker, withDesks, withSession } from '../model/desks.ts';
import { runningUsage } from '../model/running-usage.ts';
import { withUi } from '../model/step.ts';
import type { Overlay, UiState } from '../model/ui-state.ts';
import { workingAgent } from '../model/working-agent.ts';
import { reduceTranscript, settleTranscript, TRANSCRIPT_BUDGET } from '../transcript/reduce.ts';
import { HOME_WORKER } from '../transcript/worker-transcripts.ts';

type RunMessage = Extract<AppMessage, { type: 'run' }>;

/** Returns the model after an event of the run. That of a worker changes what the dashboard keeps of this one. */
export function runUpdate(model: AppModel, message: RunMessage): AppModel {
  const { event, time } = message;
  const worker = workerOf(event);
  if (event.type === 'run-ended') return updated(settled(model, time), message);
  if (worker !== undefined) return ofWorker(withDesks(model, [worker]), worker, message);
  if (event.type !== 'recorded') return updated(model, message);
  const { event: fact } = event.recorded;
  if (fact.type === 'RunEnded') return updated(settled(model, time), message);
  if (fact.type === 'WorkerLeft' || fact.type === 'WorkerLost') {
    return updated(settled(model, time, fact.data.worker), message);
  }
  // An iteration in place continues the output of the run.
  const isInPlace = fact.type === 'IterationStarted' && model.shown !== null;
  return updated(isInPlace ? showWorker(model, HOME_WORKER) : model, message);
}

function ofWorker(model: AppModel, worker: WorkerName, message: RunMessage): AppModel {
  const desk = model.desks.get(worker);
  if (!desk) return updated(model, message);
  const own = deskOf(model);
  const after = updated(atDesk(model, desk), message);
  return { ...atDesk(after, own), desks: new Map(model.desks).set(worker, deskOf(after)) };
}

/** Ends what the workers that are not shown still had under way, or only what one of them had. */
function settled(model: AppModel, time: number, only?: WorkerName): AppModel {
  const desks = [...model.desks].map(([name, desk]): [WorkerName, Desk] => {
    if (only !== undefined && name !== only) return [name, desk];
    const transcript = settleTranscript(desk.transcript, time);
    return [name, { ...desk, transcript, running: null, activity: NO_ACTIVITY }];
  });
  if (only === undefined || only !== model.shown) return { ...model, desks: new Map(desks) };
  const own = { ...deskOf(model), running: null, activity: NO_ACTIVITY };
  return atDesk(model, { ...own, transcript: settleTranscript(model.transcript, time) });
}

function updated(model: AppModel, { event, session, time }: RunMessage): AppModel {
  // The outputs of all workers share what is kept in memory.
  const budget = Math.floor(TRANSCRIPT_BUDGET / (model.desks.size + 1));
  const transcript = reduceTranscript(model.transcript, event, time, budget);
  const running = runningUsage(model.running, event);
  const agent = workingAgent(model.agent, event);
  // Streamed output, thousands of times a second, does not change the session.
  const seen = session === model.whole ? model : withSession(model, session);
  const next: AppModel = { ...seen, transcript, running, agent, now: Math.max(model.now, time) };
  if (event.type === 'run-ended') return ended(next, event.result);
  if (event.type === 'run-started') return started(next, time);
  if (event.type === 'store-waiting' || event.type === 'store-back') {
    return withUi(next, { storeWait: storeWaitStatus(event) });
  }
  const { turn, waiting, phase } = model.ui;
  const changed = activityAfter(event, { turn, waiting, phase }, time);
  const same = changed.turn === turn && changed.waiting === waiting && changed.phase === phase;
  return same ? next : withUi(next, changed);
}

/** Starts a run, also one after another: removes the result of the last one. */
function started(model: AppModel, time: number): AppModel {
  const overlays = model.ui.overlays.filter(({ kind }) => kind !== 'complete');
  const ui = { turn: false, waiting: null, phase: null, leaving: false, overlays };
  // The clock counts from the first frame on, and anew when the session runs again.
  const startedAt = model.result ? time : model.startedAt;
  return withUi({ ...model, result: null, startedAt }, ui);
}

/** Shows the numbers of the run, below any overlay that the user has open. */
function ended(model: AppModel, result: NonNullable<AppModel['result']>): AppModel {
  const { overlays } = model.ui;
  const complete: Overlay = { kind: 'complete', top: 0, choice: 0, atEnd: false };
  const asked = overlays.filter(({ kind }) => kind !== 'quit');
  return withUi(
    { ...model, result },
    { turn: false, waiting: null, phase: null, leaving: false, overlays: [complete, ...asked] },
  );
}

type ActivityState = Pick<UiState, 'turn' | 'waiting' | 'phase'>;

/** An agent that only counts what it uses does not answer yet. */
function isAnswer(event: AgentEvent): boolean {
  return event.type !== 'context-usage';
}

function activityAfter(
  event: Exclude<RunEvent, { type: 'run-ended' | 'run-started' | 'store-waiting' | 'store-back' }>,
  before: ActivityState,
  time: number,
): ActivityState {
  switch (event.type) {
    case 'agent':
      return {
        turn: event.event.type !== 'turn-ended',
        waiting: null,
        phase: isAnswer(event.event) ? null : before.phase,
      };
    case 'turn-failed':
      return { ...before, turn: false, phase: null };
    case 'phase':
      return { ...before, waiting: null, phase: { event, since: time } };
    case 'hook':
      return { ...before, waiting: null, phase: null };
    case 'notice':
      // Between two turns, the last notice is the reason for the wait.
      return before.turn ? { ...before, waiting: null } : { ...before, waiting: event.message, phase: null };
    case 'recorded':
      return afterRecorded(event.recorded.event.type, before);
    default:
      return event satisfies never;
  }
}

function afterRecorded(type: string, before: ActivityState): ActivityState {
  switch (type) {
    case 'IterationStarted':
      return { ...before, turn: true, waiting: null };
    case 'IterationCommitted':
      return { ...before, phase: null };
    case 'IterationEnded':
    case 'RunEnded':
    case 'RunStarted':
    case 'ResumeRequested':
      return { turn: false, waiting: null, phase: null };
    default:
      return before;
  }
}
