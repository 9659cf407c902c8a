// Derives what is happening from the model: whether something works, for how long, and what the run waits for.
import { answerWaitStatus, waitStatus } from '../../../application/wording/wait.ts';
import { listed } from '../../../domain/listed.ts';
import { runMs } from '../../../domain/run/spent.ts';
import type { StopReason } from '../../../domain/run/stop-reason.ts';
import { currentIteration } from '../../../domain/session/session.state.ts';
import type { AppModel } from './app-model.ts';

export type Activity =
  /** A tool call or a turn runs. Only this activity shows the spinner. */
  | { readonly kind: 'working'; readonly text: string }
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
  if (surroundings.mode === 'finished') return { kind: 'idle' };
  if (session.wait !== null) {
    const text = waitStatus(session.wait, new Date(model.now));
    if (text !== '') return { kind: 'waiting', text };
  }
  const answers = session.questions.wait;
  if (answers !== null) {
    const text = answerWaitStatus(answers, new Date(model.now));
    if (text !== '') return { kind: 'waiting', text };
  }
  const call = transcript.running.at(-1);
  if (call !== undefined) return { kind: 'working', text: call };
  if (ui.turn && currentIteration(session) !== null) return { kind: 'working', text: 'the agent is working' };
  const { review } = session.proof;
  if (review !== null) return { kind: 'working', text: `review of ${listed(review.ids)}` };
  if (session.pause === 'paused') return { kind: 'paused' };
  if (ui.waiting !== null) return { kind: 'waiting', text: ui.waiting };
  return { kind: 'idle' };
}

/** Returns whether quitting ends a run: this process runs the session and the run has not ended. */
export function isRunning({ result, surroundings }: AppModel): boolean {
  return surroundings.mode === 'run' && result === null;
}

/** Returns whether no process runs the session: its run has ended, or there was none. */
export function isOver({ result, surroundings }: AppModel): boolean {
  return result !== null || surroundings.mode === 'finished';
}

/** Returns the time of the run. A run of another process has begun before this dashboard was opened. */
export function elapsedMs({ now, startedAt, result, surroundings, session }: AppModel): number {
  if (result) return result.durationMs;
  return surroundings.mode === 'run' ? Math.max(0, now - startedAt) : runMs(session.spent, now);
}
