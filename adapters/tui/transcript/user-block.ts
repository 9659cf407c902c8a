// Renders the user's messages at the right, and whether the agent has answered them.
import { sanitize } from '../canvas/sanitize.ts';
import type { StyledLine } from '../canvas/style.ts';
import { wrapStyled } from '../canvas/wrap.ts';
import { barredRight, insideWidth, MUTED } from './frame-lines.ts';
import { proseWidth } from './prose-width.ts';
import type { Block } from './transcript.ts';

/** The rows of a message that is not expanded. A fold hides no fewer than three. */
const ROWS = 8;
const LEAST_HIDDEN = 3;

const REMARKS = {
  'with-agent': '● with the agent',
  answered: '',
  unanswered: '◌ not answered, sent again',
} as const;

export function userLines(
  { text, state }: Extract<Block, { kind: 'user' }>,
  width: number,
  expanded: boolean,
): StyledLine[] {
  const room = Math.max(8, Math.min(proseWidth(insideWidth(width)), Math.floor(width * 0.8)));
  const inside = Math.min(room, width);
  const all = wrapStyled(sanitize(text).trim(), {}, inside);
  const hidden = all.length - ROWS;
  const folds = !expanded && hidden >= LEAST_HIDDEN;
  const lines = folds ? [...all.slice(0, ROWS), ...wrapStyled(`… ${hidden} more lines`, MUTED, inside)] : all;
  const remark = REMARKS[state] === '' ? [] : wrapStyled(REMARKS[state], MUTED, inside);
  return barredRight([...lines, ...remark], 'info', width);
}
