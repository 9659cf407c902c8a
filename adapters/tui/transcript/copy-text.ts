// Returns the text to copy from a block, without colours, bars and line wrapping. File changes become patches.
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { AgentDiff } from '../../../application/ports/agent.port.ts';
import { sanitize } from '../canvas/sanitize.ts';
import { textOf } from './block-texts.ts';
import type { Block } from './transcript.ts';

/** Comparing texts with more changes takes too long; the texts themselves are copied instead. */
const MAX_CHANGES = 2_000;

/** Returns text without control sequences, so that it is safe to paste into a terminal. */
export function copyText(block: Block): string {
  if (block.kind !== 'tool' || block.diffs.length === 0) return sanitize(textOf(block)).trim();
  const patches = block.diffs.map(patchOf);
  return sanitize(patches.every((patch) => patch !== undefined) ? patches.join('\n') : textOf(block)).trim();
}

function patchOf({ path, oldText, newText, line = 1 }: AgentDiff): string | undefined {
  const before = oldText === null ? '/dev/null' : path;
  const options = { context: 3, maxEditLength: MAX_CHANGES };
  const patch = structuredPatch(before, path, oldText ?? '', newText, undefined, undefined, options);
  if (!patch) return undefined;
  const hunks = patch.hunks.map((hunk) => ({
    ...hunk,
    oldStart: hunk.oldStart + line - 1,
    newStart: hunk.newStart + line - 1,
  }));
  return formatPatch({ ...patch, hunks }, FILE_HEADERS_ONLY);
}
