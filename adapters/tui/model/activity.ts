// Derives what is happening from the model: whether something works, for how long, and what the run waits for.

import { plural } from '../../../application/wording/count.ts';
import { answerWaitStatus, waitStatus } from '../../../application/wording/wait.ts';
import { runningIteration } from '../../../domain/iteration/iteration.state.ts';
import { listed } from '../../../domain/listed.ts';
import { runMs } from '../../../domain/run/spent.ts';
import type { StopReason } from '../../../domain/run/stop-reason.ts';
import { oneLine } from '../canvas/pieces.ts';
import type { AppModel } from './app-model.ts';
import type { ShownPhase } from './ui-state.ts';

export type Activity =
  /** Something runs since a time in milliseconds since the epoch. Only this activity shows the spinner. */
  | { readonly kind: 'working'; readonly text: string; readonly since: number | null }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'waiting'; readonly text: string }
  | { readonly kind: 'paused' }
  | { readonly kind: 'ended'; readonly reason: StopReason }
  | { readonly kind: 'idle' };

export function activityOf(model: AppModel): Activity {
  const { result, surroundings, session, transcript, ui } = model;
  if (result) return { kind: 'ended', reason: result.reason };
  if (ui.leaving) return { kind: 'leaving' };
  if (ui.storeWait !== null) return { kind: 'waiting', text: ui.storeWait };
  if (surroundings.mode === 'finished' || surroundings.replay?.phase === 'ended') return { kind: 'idle' };
  if (session.wait !== null) {
    const text = waitStatus(session.wait, new Date(model.now));
    if (text !== '') return { kind: 'waiting', text };
  }
  const answers = session.questions.wait;
  if (answers !== null) {
    const text = answerWaitStatus(answers, new Date(model.now));
    if (text !== '') return { kind: 'waiting', text };
  }
  if (session.pause === 'paused') return { kind: 'paused' };
  const call = transcript.running.at(-1);
  if (call !== undefined) return { kind: 'working', text: call.title, since: call.since };
  if (ui.phase) return { kind: 'working', text: phaseWords(ui.phase), since: ui.phase.since };
  const iteration = runningIteration(session.iterations);
  if (ui.turn && iteration) {
    return { kind: 'working', text: 'the agent is working', since: Date.parse(iteration.startedAt) };
  }
  const { review } = session.proof;
  if (review !== null) return { kind: 'working', text: `review of ${listed(review.ids)}`, since: null };
  if (ui.waiting !== null) return { kind: 'waiting', text: ui.waiting };
  return { kind: 'idle' };
}

/** Returns what happens in a phase that no block shows. */
function phaseWords({ event }: ShownPhase): string {
  switch (event.phase) {
    case 'store':
      return 'starting nats-server';
    case 'agent':
      return `starting ${oneLine(event.agent)}`;
    case 'model':
      return 'waiting for the model';
    case 'messages':
      return `delivering ${plural(event.messages.length, 'message')}`;
    case 'commit':
      return 'committing';
    default:
      return event satisfies never;
  }
}

/** Returns whether quitting ends a run: this process runs the session and the run has not ended. */
export function isRunning({ result, surroundings }: AppModel): boolean {
  return surroundings.mode === 'run' && result === null;
}

/** Returns whether no process runs what is shown: the run has ended, there was none, or a recording is played. */
export function isOver({ result, surroundings }: AppModel): boolean {
  return result !== null || surroundings.mode === 'finished' || surroundings.mode === 'replay';
}

/** Returns the time of the run. A run of another process has begun before this dashboard was opened. */
export function elapsedMs({ now, startedAt, result, surroundings, session }: AppModel): number {
  if (result) return result.durationMs;
  return surroundings.mode === 'run' ? Math.max(0, now - startedAt) : runMs(session.spent, now);
}
