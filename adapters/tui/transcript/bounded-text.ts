// Cuts text that is too long to keep in memory and says so; the transcript file has all of it.
import type { AgentDiff } from '../../../application/ports/agent.port.ts';

/** Text beyond this continues in another block, so that it can be folded away. */
export const TEXT_LIMIT = 65_536;
const OUTPUT_LIMIT = 131_072;
const DIFF_LIMIT = 524_288;

/** The beginning and the end of an output that is too long. */
export function boundedOutput(text: string): string {
  if (text.length <= OUTPUT_LIMIT) return text;
  const half = OUTPUT_LIMIT / 2 - 100;
  const left = text.length - 2 * half;
  const mark = `\n… ${left.toLocaleString('en')} characters left out; the transcript file has all of them\n`;
  return `${detached(text.slice(0, half))}${mark}${detached(text.slice(-half))}`;
}

/** The diffs that are small enough to be kept, and a line about each that is not. */
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

/** A copy: a slice would keep the whole text in memory. */
function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
