// Reduces recorded events: iterations, the user's messages, and changes of the session.
import { eventWording, markedText } from '../../../application/wording/event-wording.ts';
import type { IterationEvent } from '../../../domain/iteration/iteration.events.ts';
import type { RecordedEvent } from '../../../domain/session/session.events.ts';
import type { Draft } from './draft.ts';
import { oneLine } from './log-line.ts';
import { addRecordedHook } from './reduce-hook.ts';
import { addSent, answer, leaveUnanswered } from './reduce-messages.ts';
import { cancelHooks, cancelTools, closeMessage } from './running-work.ts';

/** Adds a recorded event. Uses its recorded time, so that all watchers agree, or `seenAt` if that is not a valid time. */
export function addRecorded(draft: Draft, recorded: RecordedEvent, seenAt: number): void {
  const { event, meta } = recorded;
  const recordedAt = Date.parse(meta.time);
  const time = Number.isNaN(recordedAt) ? seenAt : recordedAt;
  if (draft.state.session !== meta.session) draft.set({ session: meta.session });
  addWording(draft, recorded, time);

  switch (event.type) {
    case 'IterationStarted': {
      const { number, model } = event.data;
      closeMessage(draft, time);
      cancelTools(draft, time);
      draft.set({ iteration: number, iterationStartedAt: time, model });
      draft.push({ kind: 'iteration', number });
      return;
    }
    case 'IterationEnded':
      closeMessage(draft, time);
      cancelTools(draft, time);
      leaveUnanswered(draft);
      endIteration(draft, event.data, time);
      return;
    case 'IterationCommitted':
      addCommit(draft, event.data.number, event.data.commit);
      return;
    case 'UserMessageSent': {
      const { id, text } = event.data;
      addSent(draft, { id, text });
      return;
    }
    case 'UserMessagesDelivered':
      answer(draft, event.data.ids);
      return;
    case 'HookRan':
      addRecordedHook(draft, event.data, time);
      return;
    case 'RunStarted':
      draft.set({ model: event.data.model });
      return;
    case 'RunEnded':
      closeMessage(draft, time);
      cancelTools(draft, time);
      cancelHooks(draft, time);
      leaveUnanswered(draft);
      return;
    default: // these events only appear in the log
  }
}

/** Adds the wording of an event to the log, except for hooks, which add their own entry. */
function addWording(draft: Draft, recorded: RecordedEvent, time: number): void {
  if (recorded.event.type === 'HookRan') return;
  const wording = eventWording(recorded, oneLine);
  const { kind, level, announced } = wording;
  const text = markedText(wording);
  draft.addLog({ time, kind, text, ...(level === 'warning' && { isWarning: true }) });
  if (announced) draft.push({ kind: 'notice', level: level === 'warning' ? 'warning' : 'info', text });
}

type IterationEnd = Extract<IterationEvent, { type: 'IterationEnded' }>['data'];

function endIteration(draft: Draft, ended: IterationEnd, time: number): void {
  const { number, outcome, reason, usage, filesChanged, filesLeftOut = 0 } = ended;
  const { iterationStartedAt, iteration, model } = draft.state;
  const startedAt = iteration === number && iterationStartedAt !== null ? iterationStartedAt : time;
  const durationMs = Math.max(0, time - startedAt);
  const files = filesChanged.length + filesLeftOut;
  draft.push(
    { kind: 'finish', number, outcome, reason, model, durationMs, usage, commit: null, files },
    number,
  );
}

/** Adds the commit to the newest iteration with this number, because numbers start over after a reset. */
function addCommit(draft: Draft, number: number, commit: string): void {
  const index = draft.newest((block) => block.kind === 'finish' && block.number === number);
  const block = draft.at(index)?.block;
  if (block?.kind === 'finish') draft.change(index, { ...block, commit });
}
