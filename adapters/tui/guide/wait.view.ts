// Draws work in progress: a spinner and the last lines of its output.
import type { Canvas } from '../canvas/canvas.ts';
import { spinner } from '../canvas/clock.ts';
import { ACCENT, MUTED } from '../canvas/pieces.ts';
import { sanitize } from '../canvas/sanitize.ts';
import { wrapText } from '../canvas/wrap.ts';
import type { GuideAction, GuideModel, WaitState } from './guide-model.ts';

/** The row of the output, below the spinner and a blank row. */
const GAP = 2;

export function drawWait(
  view: Canvas<GuideAction>,
  { output, stopping }: WaitState,
  { now }: GuideModel,
): void {
  view.text(view.text(0, 0, `${spinner(now)} `, ACCENT), 0, stopping ? 'Stopping…' : 'Working…', MUTED);
  const lines = wrapText(sanitize(output).trimEnd(), view.width);
  const shown = lines.slice(-Math.max(0, view.height - GAP));
  for (const [y, line] of shown.entries()) view.text(0, GAP + y, line, MUTED);
}
