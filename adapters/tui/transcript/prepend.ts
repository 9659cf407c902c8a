// Puts an earlier piece of the history before a transcript.
import { LOG_LENGTH } from './draft.ts';
import { LiveTranscript, liveTranscript } from './live-transcript.ts';
import type { Transcript, TranscriptBlock } from './transcript.ts';

/**
 * Returns both as one transcript. The blocks of `later` keep their ids, so that selection and scroll position stay. `pending`
 * are the messages that still wait: an earlier piece does not know of a delivery in a later one.
 */
export function prependTranscript(
  earlier: Transcript,
  later: Transcript,
  pending: ReadonlySet<string>,
): Transcript {
  const [before, after] = [liveTranscript(earlier), liveTranscript(later)];
  const { state } = after;
  const shift = (after.blocks[0]?.id ?? state.nextId) - before.state.nextId;
  const blocks = before.blocks.map((block) => delivered({ ...block, id: block.id + shift }, pending));
  const log = [...before.log, ...after.log].slice(-LOG_LENGTH);
  const size = before.state.size + state.size;
  return new LiveTranscript([...blocks, ...after.blocks], null, log, after.running, { ...state, size });
}

function delivered(shown: TranscriptBlock, pending: ReadonlySet<string>): TranscriptBlock {
  const { block } = shown;
  if (block.kind !== 'user' || block.delivered || pending.has(block.messageId)) return shown;
  return { ...shown, block: { ...block, delivered: true } };
}
