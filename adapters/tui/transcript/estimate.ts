// Estimates the number of lines of a block without laying it out.
import { countLines, textOf } from './block-texts.ts';
import { COLLAPSED_LINES, insideWidth } from './frame-lines.ts';
import type { TranscriptBlock } from './transcript.ts';

/** Caches the lines and characters of each block's text. */
const counted = new WeakMap<TranscriptBlock, { readonly lines: number; readonly length: number }>();

/** Returns an estimate of at least 1. */
export function estimateLines(block: TranscriptBlock, width: number, expanded: boolean): number {
  const { kind } = block.block;
  if (kind === 'iteration' || kind === 'finish') return 1;
  const { lines, length } = countsOf(block);
  const full = Math.max(1, lines, Math.ceil(length / Math.max(1, insideWidth(width))));
  if (expanded || kind === 'assistant' || kind === 'user' || kind === 'notice') return full;
  return Math.min(full, COLLAPSED_LINES + 2);
}

function countsOf(block: TranscriptBlock): { readonly lines: number; readonly length: number } {
  const known = counted.get(block);
  if (known) return known;
  const text = textOf(block.block);
  const counts = { lines: countLines(text), length: text.length };
  counted.set(block, counts);
  return counts;
}
