// The last line of an output, for a row that stands for all of it.
import { textOf } from './block-texts.ts';
import { liveTranscript } from './live-transcript.ts';
import { oneLine } from './log-line.ts';
import type { Block, Transcript } from './transcript.ts';

/** The end of a text in which its last line is looked for, in characters. */
const END = 1_000;
/** The number of newest blocks that are looked at. */
const BLOCKS = 8;

/** The blocks that say something about the run. */
const NOT_OUTPUT: ReadonlySet<Block['kind']> = new Set(['iteration', 'finish', 'notice'] as const);

/** Returns the last line that agent, hooks or user have written, '' if the newest blocks have none. Its cost does not depend on the length of the transcript. */
export function lastLine(transcript: Transcript): string {
  const { settled, changed } = liveTranscript(transcript);
  const end = Math.max(settled.length, (changed?.index ?? -1) + 1);
  for (let index = end - 1; index >= Math.max(0, end - BLOCKS); index -= 1) {
    const block = (changed?.index === index ? changed.block : settled[index])?.block;
    if (!block || NOT_OUTPUT.has(block.kind)) continue;
    const line = lineOf(block);
    if (line !== '') return oneLine(line);
  }
  return '';
}

function lineOf(block: Block): string {
  if (block.kind !== 'tool') return lastOf(textOf(block));
  const { own, toolKind, title, output } = block;
  if (own) return own.text;
  return (toolKind === 'execute' && lastOf(output)) || title;
}

function lastOf(text: string): string {
  const lines = text.slice(-END).split('\n');
  return lines.findLast((line) => line.trim() !== '') ?? '';
}
