// Renders the agent's plan with the symbols of task statuses.
import { TASK_STATUS_WORDING } from '../../../application/wording/task-status.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { Style, StyledLine } from '../canvas/style.ts';
import { wrapLine } from '../canvas/wrap.ts';
import {
  barred,
  COLLAPSED_LINES,
  DIMMED,
  insideWidth,
  MUTED,
  moreMark,
  span,
  withoutFolding,
} from './frame-lines.ts';
import type { Block } from './transcript.ts';

interface Look {
  readonly symbol: string;
  readonly style: Style;
}

const TO_DO: Look = { symbol: TASK_STATUS_WORDING.remaining.symbol, style: {} };
const LOOKS: Readonly<Record<string, Look>> = {
  completed: { symbol: TASK_STATUS_WORDING.completed.symbol, style: DIMMED },
  in_progress: { symbol: TASK_STATUS_WORDING.in_progress.symbol, style: { bold: true } },
  cancelled: { symbol: TASK_STATUS_WORDING.cancelled.symbol, style: DIMMED },
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
    const { symbol, style } = LOOKS[status] ?? TO_DO;
    const text = sanitize(content).replace(/\s+/g, ' ').trim();
    return wrapLine([span(`${symbol} ${text}`, style)], inside, { hang: [span('  ')] });
  });
  const whole = expanded || lines.length <= withoutFolding(COLLAPSED_LINES);
  const left = whole ? 0 : lines.length - COLLAPSED_LINES;
  const shown =
    left === 0 ? lines : [...lines.slice(0, COLLAPSED_LINES), ...wrapLine(moreMark(left, 'more'), inside)];
  return barred([...wrapLine(head, inside), ...shown], 'muted', width);
}
