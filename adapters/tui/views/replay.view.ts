// The words about a replay in the status line.
import { span } from '../canvas/pieces.ts';
import type { Span } from '../canvas/style.ts';
import type { ReplayState } from '../model/replay-state.ts';

/** Returns how the replay stands and where it is. */
export function replayWords({ phase, speed, iterations }: ReplayState, iteration: number): Span {
  const place = `#${iteration} of ${iterations}`;
  switch (phase) {
    case 'playing':
      return span(`▶ replay ${speed}x, ${place}`, { fg: 'info' });
    case 'paused':
      return span(`⏸ replay ${speed}x, paused, ${place}`, { fg: 'warning', bold: true });
    case 'ended':
      return span(`■ replay ended, ${place}`, { fg: 'info', bold: true });
    default:
      return phase satisfies never;
  }
}
