// The text that copying a block gives, without colours, bars and line breaks of the screen; a change of a file as a patch.
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { sanitize } from '../canvas/sanitize.ts';
import { textOf } from './block-texts.ts';
import type { Block } from './transcript.ts';

/** Comparing beyond that takes too long; the texts themselves are copied then. */
const MOST_CHANGES = 2_000;

/** Holds nothing that could steer a terminal it is pasted into. */
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
        maxEditLength: MOST_CHANGES,
      },
    ),
  );
  return sanitize(patches.every((patch) => patch !== undefined) ? patches.join('\n') : textOf(block)).trim();
}
