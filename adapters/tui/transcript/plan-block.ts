// What the agent means to do, as it stands.
import { sanitize } from '../canvas/sanitize.ts';
import type { Style, StyledLine } from '../canvas/style.ts';
import { wrapLine } from '../canvas/wrap.ts';
import { barred, COLLAPSED_LINES, DIMMED, insideWidth, MUTED, moreMark, span } from './frame-lines.ts';
import type { Block } from './transcript.ts';

interface Look {
  readonly icon: string;
  readonly style: Style;
}

const TO_DO: Look = { icon: '○', style: {} };
const LOOKS: Readonly<Record<string, Look>> = {
  completed: { icon: '✓', style: DIMMED },
  in_progress: { icon: '►', style: { bold: true } },
  cancelled: { icon: '⊗', style: DIMMED },
};

export function planLines(
  { entries }: Extract<Block, { kind: 'plan' }>,
  width: number,
  expanded: boolean,
): StyledLine[] {
  const done = entries.filter(({ status }) => status === 'completed').length;
  const head = [span(`Plan ${done}/${entries.length}`, MUTED)];
  const inside = insideWidth(width);
  const lines = entries.flatMap(({ content, status }) => {
    const { icon, style } = LOOKS[status] ?? TO_DO;
    const text = sanitize(content).replace(/\s+/g, ' ').trim();
    return wrapLine([span(`${icon} ${text}`, style)], inside, { hang: [span('  ')] });
  });
  const left = expanded ? 0 : Math.max(0, lines.length - COLLAPSED_LINES);
  const shown =
    left === 0 ? lines : [...lines.slice(0, COLLAPSED_LINES), ...wrapLine(moreMark(left, 'more'), inside)];
  return barred([...wrapLine(head, inside), ...shown], 'muted', width);
}
