// Renders the short blocks: iteration dividers, finish lines and notices.

import { formatCost, formatTokens } from '../../../application/wording/count.ts';
import { formatDuration } from '../../../application/wording/duration.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { Role, StyledLine } from '../canvas/style.ts';
import { wrapLine, wrapStyled } from '../canvas/wrap.ts';
import { barred, insideWidth, MUTED, outputLines, span } from './frame-lines.ts';
import { proseWidth } from './prose-width.ts';
import type { Block } from './transcript.ts';

/** Returns a divider such as ` ───── Iteration #2 ─────`. */
export function iterationLines(
  { number }: Extract<Block, { kind: 'iteration' }>,
  width: number,
): StyledLine[] {
  const title = ` Iteration #${number} `;
  const rest = width - title.length - 2;
  if (rest < 4) return wrapStyled(title.trim(), { fg: 'heading', bold: true }, width);
  const left = Math.min(5, rest >> 1);
  return [
    [
      span(` ${'─'.repeat(left)}`, MUTED),
      span(title, { fg: 'heading', bold: true }),
      span('─'.repeat(rest - left), MUTED),
    ],
  ];
}

/**
 * Returns a line such as ` ◇ model · 5.3s · 12k tokens · $0.04`, below the reason if the iteration did not end normally.
 */
export function finishLines(
  block: Extract<Block, { kind: 'finish' }>,
  width: number,
  expanded: boolean,
): StyledLine[] {
  const { outcome, reason, model, durationMs, usage, commit } = block;
  const parts = [
    sanitize(model).replaceAll('\n', ' '),
    formatDuration(durationMs),
    formatTokens(usage),
    formatCost(usage),
    commit === null ? '' : `commit ${sanitize(commit.slice(0, 10)).replaceAll('\n', ' ')}`,
  ].filter((part) => part !== '');
  const quiet = wrapLine(
    [span(`${outcome === 'finished' ? ' ◇ ' : ' ◆ '}${parts.join(' · ')}`, MUTED)],
    width,
    {
      hang: [span('   ')],
    },
  );
  if (outcome === 'finished' && reason === 'end_turn') return quiet;
  const role: Role = outcome === 'failed' ? 'error' : 'warning';
  const icon = outcome === 'failed' ? '✗' : outcome === 'interrupted' ? '⊘' : '!';
  const said = reason === outcome ? '' : reason.replaceAll('_', ' ');
  const text = `${icon} Iteration #${block.number} ${outcome}${said === '' ? '' : `: ${said}`}`;
  const why = outputLines(text, {
    width: proseWidth(insideWidth(width)),
    expanded,
    style: { fg: role },
    part: 'start',
  });
  return [...barred(why, role, width), ...quiet];
}

const NOTICES = {
  info: { icon: '›', role: 'muted' },
  warning: { icon: '!', role: 'warning' },
  error: { icon: '✗', role: 'error' },
} as const;

export function noticeLines(
  { level, text }: Extract<Block, { kind: 'notice' }>,
  width: number,
): StyledLine[] {
  const { icon, role } = NOTICES[level];
  const [first = '', ...rest] = sanitize(text).trim().split('\n');
  const lines = [`${icon} ${first}`, ...rest.map((line) => `  ${line}`)];
  const inside = proseWidth(insideWidth(width));
  return barred(
    lines.flatMap((line) => wrapLine([span(line, { fg: role })], inside, { hang: [span('  ')] })),
    role,
    width,
  );
}
