// Renders the agent's thoughts: their last lines and their duration.

import { formatDuration } from '../../../application/wording/duration.ts';
import type { StyledLine } from '../canvas/style.ts';
import { barred, DIMMED, insideWidth, MUTED, outputLines, span } from './frame-lines.ts';
import { proseWidth } from './prose-width.ts';
import type { Block } from './transcript.ts';

export function thinkingLines(
  { text, startedAt, endedAt }: Extract<Block, { kind: 'thinking' }>,
  width: number,
  expanded: boolean,
  now: number,
): StyledLine[] {
  const duration = formatDuration((endedAt ?? now) - startedAt);
  const head = endedAt === null ? `● Thinking ${duration}` : `Thought for ${duration}`;
  const style = { ...DIMMED, italic: true };
  const lines = outputLines(text, { width: proseWidth(insideWidth(width)), expanded, style, part: 'end' });
  return barred([[span(head.slice(0, insideWidth(width)), MUTED)], ...lines], 'muted', width);
}
