// Draws the screen of the dashboard: the panes, the status line, the overlays and the toast.

import { cut, oneLine } from '../canvas/pieces.ts';
import { type Layout, layoutOf, MIN_COLUMNS, MIN_ROWS } from '../layout/layout.ts';
import type { AppModel } from '../model/app-model.ts';
import { drawAgentPane } from './agent-pane.view.ts';
import { drawCard } from './card.view.ts';
import { drawInput } from './input.view.ts';
import { drawOverlay } from './overlay.view.ts';
import { drawSidebar } from './sidebar.view.ts';
import { drawStatusLine } from './status-line.view.ts';
import type { View } from './view.ts';
import { drawWorkerTabs } from './worker-tabs.view.ts';

/** Draws a frame. Pure: equal models give equal frames. */
export function drawDashboard(screen: View, model: AppModel): void {
  const layout = layoutOf(model);
  if (!layout.fits) {
    const { columns, rows } = model.size;
    const words = `iteratr needs ${MIN_COLUMNS}x${MIN_ROWS}, this is ${columns}x${rows}`;
    screen.text(0, screen.height >> 1, cut(words, screen.width));
    return;
  }
  drawAgentPane(screen.part(layout.agent), model, layout.output);
  drawWorkerTabs(screen.part(layout.workers), model);
  drawCard(screen.part(layout.card), model);
  drawInput(screen, model, layout);
  if (layout.sidebarMode !== 'hidden') drawSidebar(screen, model, layout);
  drawStatusLine(screen.part(layout.status), model);
  for (const overlay of model.ui.overlays) {
    screen.recede();
    drawOverlay(screen, model, overlay);
  }
  drawToast(screen, model, layout);
}

/** Draws the toast over everything else, in the last row of the output: it must not cover what is being written. */
function drawToast(screen: View, { ui }: AppModel, { divider }: Layout): void {
  if (!ui.toast) return;
  const { ok, text } = ui.toast;
  const words = cut(` ${ok ? '✓' : '✗'} ${oneLine(text)} `, screen.width - 2);
  const style = { fg: ok ? 'success' : 'error', bg: 'surface', bold: true } as const;
  screen.text(1, Math.max(0, divider.y - 1), words, style);
}
