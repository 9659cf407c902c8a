// Folds away the oldest blocks when the transcript exceeds its budget, and tells the user where their text is.
import { formatWhole } from '../../../application/wording/count.ts';
import { countLines, textOf, weightOf } from './block-texts.ts';
import type { Folded, ReducerState } from './reducer-state.ts';
import type { TranscriptBlock } from './transcript.ts';

/** The part of the budget that is kept when blocks are folded, so that folding is rare. */
const KEPT = 0.8;
/** The number of newest blocks that are never folded, whatever they weigh. */
const NEWEST = 20;

export interface FoldResult {
  readonly blocks: TranscriptBlock[];
  readonly folded: Folded | null;
  readonly size: number;
}

/** Replaces the first folded block by a notice about all of them. Never folds running work. */
export function fold(blocks: readonly TranscriptBlock[], state: ReducerState, budget: number): FoldResult {
  const busy = Math.min(...state.running.map(({ blockId }) => blockId), state.message?.blockId ?? Infinity);
  const hadStub = state.folded !== null;
  let folded = state.folded;
  let size = state.size;
  let end = hadStub ? 1 : 0;
  for (; end < blocks.length - NEWEST && size > budget * KEPT; end += 1) {
    const next = blocks[end];
    if (!next || next.id >= busy) break;
    size -= weightOf(next.block);
    folded = withBlock(folded, next);
  }
  const first = blocks[0];
  if (!first || !folded || end === (hadStub ? 1 : 0))
    return { blocks: blocks.slice(), folded: state.folded, size };
  if (hadStub) size -= weightOf(first.block);
  const notice = { kind: 'notice', level: 'info', text: stubText(folded, state.session) } as const;
  const stub: TranscriptBlock = { ...first, revision: first.revision + 1, block: notice };
  return { blocks: [stub, ...blocks.slice(end)], folded, size: size + weightOf(notice) };
}

function withBlock(folded: Folded | null, { block, iteration }: TranscriptBlock): Folded {
  return {
    lines: (folded?.lines ?? 0) + Math.max(1, countLines(textOf(block))),
    firstIteration: folded?.firstIteration ?? iteration,
    lastIteration: iteration ?? folded?.lastIteration ?? null,
  };
}

function stubText({ lines, firstIteration, lastIteration }: Folded, session: string | null): string {
  const what = `… ${formatWhole(lines)} older lines are folded away`;
  if (firstIteration === null || lastIteration === null) return what;
  const file = (number: number): string => `transcripts/${session ?? '…'}/${number}.ndjson`;
  const where =
    firstIteration === lastIteration
      ? file(firstIteration)
      : `${file(firstIteration)} to ${lastIteration}.ndjson`;
  return `${what}: ${where}`;
}
