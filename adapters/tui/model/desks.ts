// What the dashboard keeps of each worker. The fields of the model itself are those of the worker that is shown.

import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import { addUsage } from '../../../domain/iteration/iteration-usage.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { findWorker } from '../../../domain/worker/worker.state.ts';
import { type WorkerName, workerNumber } from '../../../domain/worker/worker.ts';
import { viewOf } from '../../../domain/worker/worker-view.ts';
import { ListLayout } from '../transcript/list-layout.ts';
import { EMPTY_TRANSCRIPT } from '../transcript/reduce.ts';
import type { Transcript } from '../transcript/transcript.ts';
import { HOME_WORKER, type WorkerTranscripts } from '../transcript/worker-transcripts.ts';
import type { AppModel, Desk, WorkingAgent } from './app-model.ts';
import { withUi } from './step.ts';
import type { AgentPaneState } from './ui-state.ts';

export const NO_ACTIVITY: Desk['activity'] = { turn: false, waiting: null, phase: null };
export const NO_AGENT: WorkingAgent = { name: '', mode: null, context: null };

/** Returns the state of an output pane that follows the newest line. */
export function freshPane(): AgentPaneState {
  return {
    ...{ layout: new ListLayout(), scroll: 'follow', left: null, selected: null },
    ...{ expanded: new Set(), search: null, sought: null },
  };
}

function freshDesk(): Desk {
  return {
    ...{ transcript: EMPTY_TRANSCRIPT, running: null, agent: NO_AGENT, pane: freshPane() },
    activity: NO_ACTIVITY,
  };
}

/** Returns what the model shows now. */
export function deskOf({ transcript, running, agent, ui }: AppModel): Desk {
  const { turn, waiting, phase, agent: pane } = ui;
  return { transcript, running, agent, activity: { turn, waiting, phase }, pane };
}

/** Returns the model with another desk in the place of the one that is shown. */
export function atDesk(model: AppModel, { transcript, running, agent, activity, pane }: Desk): AppModel {
  return withUi({ ...model, transcript, running, agent }, { ...activity, agent: pane });
}

/** Returns the model with a new state of the session, as the shown worker sees it. */
export function withSession(model: AppModel, whole: SessionState): AppModel {
  return { ...model, whole, session: viewOf(whole, model.shown ?? undefined) };
}

/** Returns the model with these outputs, and shows that of the first worker that is there now. In place there is only one. */
export function withTranscripts(model: AppModel, { home, others }: WorkerTranscripts): AppModel {
  const { workers } = model.whole;
  if (others.size === 0 && workers.length === 0) return { ...model, transcript: home };
  const desks = new Map([...others].map(([name, transcript]) => [name, { ...freshDesk(), transcript }]));
  const opened = withSession({ ...model, transcript: home, desks, shown: HOME_WORKER }, model.whole);
  const [first] = workers;
  return first ? showWorker(opened, first.name) : opened;
}

/** Returns the model with a place for the output of each of these workers. */
export function withDesks(model: AppModel, names: readonly WorkerName[]): AppModel {
  const shown = model.shown ?? HOME_WORKER;
  const missing = names.filter((name) => name !== shown && !model.desks.has(name));
  if (missing.length === 0 && (names.length === 0 || model.shown !== null)) return model;
  const desks = new Map([...model.desks, ...missing.map((name) => [name, freshDesk()] as const)]);
  return withSession({ ...model, desks, shown }, model.whole);
}

/** Returns the model with each output changed by `change`, that of the shown worker too. */
export function eachOutput(
  model: AppModel,
  change: (transcript: Transcript, name: WorkerName) => Transcript,
): AppModel {
  const desks = [...model.desks].map(([name, desk]) => {
    const transcript = change(desk.transcript, name);
    return [name, transcript === desk.transcript ? desk : { ...desk, transcript }] as const;
  });
  const transcript = change(model.transcript, model.shown ?? HOME_WORKER);
  return { ...model, transcript, desks: new Map(desks) };
}

/** Returns what the agents of all workers have reported and the session has not recorded yet; null for nothing. */
export function unrecordedUsage({
  running,
  desks,
}: Pick<AppModel, 'running' | 'desks'>): IterationUsage | null {
  return [...desks.values()].reduce((sum, desk) => addUsage(sum, desk.running), running);
}

/** Shows the output of a worker. Does nothing if it is shown, or is not known. */
export function showWorker(model: AppModel, name: WorkerName): AppModel {
  if (model.shown === name || !workersOf(model).includes(name)) return model;
  const desks = new Map(model.desks);
  if (model.shown !== null) desks.set(model.shown, deskOf(model));
  const desk = desks.get(name) ?? freshDesk();
  desks.delete(name);
  return withSession({ ...atDesk(model, desk), desks, shown: name }, model.whole);
}

/** Returns the workers that have an output or work now, in the order of their numbers; empty in place. */
export function workersOf({ whole, desks, shown }: AppModel): readonly WorkerName[] {
  const names = new Set([
    ...whole.workers.map(({ name }) => name),
    ...desks.keys(),
    ...(shown ? [shown] : []),
  ]);
  return [...names].sort((a, b) => workerNumber(a) - workerNumber(b));
}

/** Returns the worker that gets what the user writes: the one that is shown; undefined in place, and for one that has left. */
export function addressee({ whole, shown }: AppModel): WorkerName | undefined {
  return shown !== null && findWorker(whole, shown) ? shown : undefined;
}
