// Wraps titles into a few rows.
import { oneLine } from './pieces.ts';
import { textWidth } from './width.ts';
import { wrapText } from './wrap.ts';

/** Returns untrusted text as the rows of a title. The last one is cut if the text is longer. */
export function titleLines(text: string, width: number, rows: number): readonly string[] {
  const words = oneLine(text);
  if (rows === 1 || textWidth(words) <= width) return [words];
  const lines = wrapText(words, Math.max(1, width));
  return lines.length <= rows ? lines : [...lines.slice(0, rows - 1), lines.slice(rows - 1).join(' ')];
}
