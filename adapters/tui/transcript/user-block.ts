// Renders the user's messages at the right, and whether they have been delivered.
import { sanitize } from '../canvas/sanitize.ts';
import type { StyledLine } from '../canvas/style.ts';
import { wrapStyled } from '../canvas/wrap.ts';
import { barredRight, insideWidth, MUTED } from './frame-lines.ts';
import { proseWidth } from './prose-width.ts';
import type { Block } from './transcript.ts';

export function userLines(
  { text, delivered }: Extract<Block, { kind: 'user' }>,
  width: number,
): StyledLine[] {
  const room = Math.max(8, Math.min(proseWidth(insideWidth(width)), Math.floor(width * 0.8)));
  const inside = Math.min(room, width);
  const lines = wrapStyled(sanitize(text).trim(), {}, inside);
  const remark = delivered ? [] : wrapStyled('◌ not delivered yet', MUTED, inside);
  return barredRight([...lines, ...remark], 'info', width);
}
