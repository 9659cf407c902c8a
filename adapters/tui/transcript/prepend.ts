// Puts an earlier piece of the history before a transcript.
import { Draft, LOG_LENGTH } from './draft.ts';
import { LiveTranscript, liveTranscript } from './live-transcript.ts';
import { answer } from './reduce-messages.ts';
import type { Transcript } from './transcript.ts';

/**
 * Returns both as one transcript. The blocks of `later` keep their ids, so that selection and scroll position stay. `pending`
 * are the messages that still wait: an earlier piece does not know of a delivery in a later one.
 */
export function prependTranscript(
  earlier: Transcript,
  later: Transcript,
  pending: ReadonlySet<string>,
): Transcript {
  const [before, after] = [delivered(earlier, pending), liveTranscript(later)];
  const { state } = after;
  const shift = (after.blocks[0]?.id ?? state.nextId) - before.state.nextId;
  const blocks = before.blocks.map((block) => ({ ...block, id: block.id + shift }));
  const log = [...before.log, ...after.log].slice(-LOG_LENGTH);
  const size = before.state.size + state.size;
  return new LiveTranscript([...blocks, ...after.blocks], null, log, after.running, { ...state, size });
}

function delivered(earlier: Transcript, pending: ReadonlySet<string>): LiveTranscript {
  const draft = new Draft(earlier);
  const ids = draft.state.queued.map(({ id }) => id).filter((id) => !pending.has(id));
  answer(draft, ids);
  return liveTranscript(draft.finish(Number.POSITIVE_INFINITY));
}
