// Cuts text that is too long to keep in memory and marks the cut. The transcript file keeps the full text.

import type { AgentDiff } from '../../../application/ports/agent.port.ts';
import { formatWhole } from '../../../application/wording/count.ts';

/** Longer text continues in another block, so that the first one can be folded away. */
export const TEXT_LIMIT = 65_536;
const OUTPUT_LIMIT = 131_072;
const DIFF_LIMIT = 524_288;

/** Returns the output, or its start and end if it is too long. */
export function boundedOutput(text: string): string {
  if (text.length <= OUTPUT_LIMIT) return text;
  const half = OUTPUT_LIMIT / 2 - 100;
  const left = text.length - 2 * half;
  const mark = `\n… ${formatWhole(left)} characters left out; the transcript file has all of them\n`;
  return `${detached(text.slice(0, half))}${mark}${detached(text.slice(-half))}`;
}

/** Returns the diffs that are small enough to keep, and a remark for each of the others. */
export function boundedDiffs(diffs: readonly AgentDiff[]): {
  readonly diffs: readonly AgentDiff[];
  readonly remarks: readonly string[];
} {
  const kept: AgentDiff[] = [];
  const remarks: string[] = [];
  let size = 0;
  for (const diff of diffs) {
    const length = (diff.oldText?.length ?? 0) + diff.newText.length;
    if (size + length > DIFF_LIMIT) remarks.push(`${diff.path}: too large to show as a diff`);
    else {
      kept.push(diff);
      size += length;
    }
  }
  return { diffs: kept, remarks };
}

/** Returns a copy, because a slice would keep the whole text in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
