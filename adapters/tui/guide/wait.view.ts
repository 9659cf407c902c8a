// Draws work in progress: a spinner, how long it has taken, and the last lines of its output.
import type { Canvas } from '../canvas/canvas.ts';
import { clock, spinner } from '../canvas/clock.ts';
import { ACCENT, MUTED } from '../canvas/pieces.ts';
import { sanitize } from '../canvas/sanitize.ts';
import { wrapText } from '../canvas/wrap.ts';
import type { GuideAction, GuideModel, WaitState } from './guide-model.ts';

/** The row of the output, below the spinner and a blank row. */
const GAP = 2;

export function drawWait(
  view: Canvas<GuideAction>,
  { since, output, stopping }: WaitState,
  { now }: GuideModel,
): void {
  const state = `${stopping ? 'Stopping…' : 'Working…'} ${clock(now - since)}`;
  view.text(view.text(0, 0, `${spinner(now)} `, ACCENT), 0, state, MUTED);
  const lines = wrapText(sanitize(output).trimEnd(), view.width);
  const shown = lines.slice(-Math.max(0, view.height - GAP));
  for (const [y, line] of shown.entries()) view.text(0, GAP + y, line, MUTED);
}
