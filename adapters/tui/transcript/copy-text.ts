// Returns the text to copy from a block, without colours, bars and line wrapping. File changes become patches.
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { sanitize } from '../canvas/sanitize.ts';
import { textOf } from './block-texts.ts';
import type { Block } from './transcript.ts';

/** Comparing texts with more changes takes too long; the texts themselves are copied instead. */
const MAX_CHANGES = 2_000;

/** Returns text without control sequences, so that it is safe to paste into a terminal. */
export function copyText(block: Block): string {
  if (block.kind !== 'tool' || block.diffs.length === 0) return sanitize(textOf(block)).trim();
  const patches = block.diffs.map(({ path, oldText, newText }) =>
    createTwoFilesPatch(
      oldText === null ? '/dev/null' : path,
      path,
      oldText ?? '',
      newText,
      undefined,
      undefined,
      {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
        maxEditLength: MAX_CHANGES,
      },
    ),
  );
  return sanitize(patches.every((patch) => patch !== undefined) ? patches.join('\n') : textOf(block)).trim();
}
