// Renders a hook: its point, command, output and result.

import { formatDuration } from '../../../application/wording/duration.ts';
import type { StyledLine } from '../canvas/style.ts';
import { barred, DIMMED, headLines, insideWidth, MUTED, outputLines, revealed, span } from './frame-lines.ts';
import type { Block } from './transcript.ts';

export function hookLines(
  { point, command, output, exitCode, durationMs, error }: Extract<Block, { kind: 'hook' }>,
  width: number,
  expanded: boolean,
): StyledLine[] {
  const inside = insideWidth(width);
  const running = durationMs === null;
  const failed = error !== '';
  const cancelled = error === 'cancelled';
  const icon = running
    ? span('●', { fg: 'warning' })
    : cancelled
      ? span('⊘', MUTED)
      : failed
        ? span('✗', { fg: 'error' })
        : span('✓', { fg: 'success' });
  const how = [
    running ? 'running' : formatDuration(durationMs),
    exitCode !== null && exitCode !== 0 ? `exit ${exitCode}` : '',
    cancelled ? 'cancelled' : '',
  ].filter((part) => part !== '');
  const remark = [span(`(${how.join(', ')})`, failed && !cancelled ? { fg: 'error' } : MUTED)];
  const subject = [
    span(`${revealed(point)} `, { fg: 'special' }),
    span('$ ', MUTED),
    span(revealed(command)),
  ];
  const part = failed ? 'both' : 'end';
  return barred(
    [
      ...headLines(icon, subject, remark, inside, expanded),
      ...outputLines(output, { width: inside, expanded, style: DIMMED, part }),
      ...(cancelled
        ? []
        : outputLines(error, { width: inside, expanded, style: { fg: 'error' }, part: 'start' })),
    ],
    failed && !cancelled ? 'error' : 'special',
    width,
  );
}
