// Folds the events of a run into the transcript.

import type { RunResult } from '../../../application/loop/run-result.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import type { TimedEvent } from '../../../application/session/recording-order.ts';
import { storeWaitLine } from '../../../application/wording/store-wait.ts';
import { STOP_REASONS } from '../../../domain/run/stop-reason.ts';
import { Draft } from './draft.ts';
import { EMPTY_TRANSCRIPT } from './live-transcript.ts';
import { oneLine } from './log-line.ts';
import { addAgentEvent } from './reduce-agent.ts';
import { addHookEvent } from './reduce-hook.ts';
import { addDelivering, leaveUnanswered } from './reduce-messages.ts';
import { addRecorded } from './reduce-recorded.ts';
import { cancelHooks, cancelTools, closeMessage } from './running-work.ts';
import type { Transcript } from './transcript.ts';

export { EMPTY_TRANSCRIPT };

/** The number of characters kept in memory, of all workers. Beyond it, the oldest blocks are folded away. */
export const TRANSCRIPT_BUDGET = 8_000_000;

/**
 * Returns the transcript after an event. Pure. If the event continues the newest block, the cost does not depend on the
 * length of the transcript.
 */
export function reduceTranscript(
  transcript: Transcript,
  event: RunEvent,
  time: number,
  budget: number = TRANSCRIPT_BUDGET,
): Transcript {
  return reduceAll(transcript, [{ event, time }], budget);
}

/** Returns the transcript after several events. Cheaper than `reduceTranscript` for each, with the same result. */
export function reduceAll(
  transcript: Transcript,
  events: Iterable<TimedEvent>,
  budget: number = TRANSCRIPT_BUDGET,
): Transcript {
  const draft = new Draft(transcript);
  for (const { event, time } of events) add(draft, event, time);
  return draft.finish(budget);
}

/** Returns the transcript of a session that no process runs: unfinished work is marked as cancelled. */
export function settleTranscript(transcript: Transcript, time: number): Transcript {
  const draft = new Draft(transcript);
  settle(draft, time);
  return draft.finish(TRANSCRIPT_BUDGET);
}

function add(draft: Draft, event: RunEvent, time: number): void {
  switch (event.type) {
    case 'run-started':
      draft.set({ session: event.session, model: event.model });
      return;
    case 'recorded':
      addRecorded(draft, event.recorded, time);
      return;
    case 'agent':
      addAgentEvent(draft, event.iteration, event.event, time);
      return;
    case 'turn-failed':
      settle(draft, time);
      return;
    case 'hook':
      addHookEvent(draft, event.event, time);
      return;
    case 'phase':
      if (event.phase !== 'messages') return;
      closeMessage(draft, time);
      addDelivering(draft, event.messages);
      return;
    case 'notice':
      draft.push({ kind: 'notice', level: event.level, text: event.message });
      draft.addLog({
        time,
        kind: 'notice',
        text: oneLine(noticeText(event)),
        ...(event.level === 'warning' && { isWarning: true }),
      });
      return;
    case 'store-waiting':
    case 'store-back': {
      const text = storeWaitLine(event);
      draft.push({ kind: 'notice', level: event.type === 'store-back' ? 'info' : 'warning', text });
      const isWarning = event.type === 'store-waiting';
      draft.addLog({ time, kind: 'notice', text: oneLine(text), ...(isWarning && { isWarning }) });
      return;
    }
    case 'run-ended':
      settle(draft, time);
      addResult(draft, event.result, time);
      return;
    default:
      event satisfies never;
  }
}

/** Returns the text of a notice for the log. Names a warning, because colour alone must not carry meaning. */
function noticeText({ level, message }: Extract<RunEvent, { type: 'notice' }>): string {
  return level === 'warning' ? `warning: ${message}` : message;
}

function settle(draft: Draft, time: number): void {
  closeMessage(draft, time);
  cancelTools(draft, time);
  cancelHooks(draft, time);
  leaveUnanswered(draft);
}

function addResult(draft: Draft, { reason, message }: RunResult, time: number): void {
  const kind = STOP_REASONS[reason];
  const level = kind === 'done' ? 'info' : kind === 'failed' ? 'error' : 'warning';
  draft.push({ kind: 'notice', level, text: `${reason.replaceAll('_', ' ')}: ${message}` });
  const text = oneLine(`${reason.replaceAll('_', ' ')}: ${message}`);
  draft.addLog({ time, kind: 'session', text, ...(kind !== 'done' && { isWarning: true }) });
}
