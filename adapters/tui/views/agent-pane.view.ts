// Draws the agent's output: the visible rows, with the selected block and search matches highlighted.

import { formatWhole } from '../../../application/wording/count.ts';
import type { Rect } from '../canvas/canvas.ts';
import { cut, drawScrollbar, drawTitle, MUTED, oneLine, type withBackground } from '../canvas/pieces.ts';
import { agentWindow } from '../layout/agent-window.ts';
import type { AppModel } from '../model/app-model.ts';
import { hintKey } from '../model/keymap.ts';
import type { UiAction } from '../model/ui-action.ts';
import { BAR } from '../transcript/frame-lines.ts';
import { highlighted } from '../transcript/list-search.ts';
import type { View } from './view.ts';

const WHEEL_LINES = 3;
const FOUND = { bg: 'accent', fg: 'surface', bold: true, underline: true } as const;
const SELECTED_BLOCK = { bg: 'surface' } as const;
const QUERY_WIDTH = 24;

export function drawAgentPane(view: View, model: AppModel, output: Rect): void {
  const { list, height } = agentWindow(model);
  const { agent, focus } = model.ui;
  const title = view.part({ x: 0, y: 0, width: view.width, height: 1 });
  title.hit(whole(title), { type: 'focus', pane: 'agent' }, scroll);
  const body = view.part(output);
  body.hit(whole(body), { type: 'focus', pane: 'agent' }, scroll);
  body.selectable({ x: BAR.length, y: 0, width: body.width - BAR.length - 1, height: body.height });
  const rows = list.rows(agent.scroll, height);
  if (rows.length === 0) body.text(1, 1, cut('No output yet.', body.width - 2), MUTED);
  for (const [y, { blockId, text }] of rows.entries()) {
    const rect = { x: 0, y, width: body.width - 1, height: 1 };
    const line = agent.search ? highlighted(text, agent.search.query, FOUND) : text;
    const selected = blockId === agent.selected && text.length > 0;
    if (selected) body.fill(SELECTED_BLOCK, rect);
    body.line(0, y, selected ? line.map(keepBackground) : line, rect.width);
    if (selected) body.text(0, y, '▌', { fg: focus === 'agent' ? 'accent' : 'muted', ...SELECTED_BLOCK });
    if (text.length > 0) body.hit(rect, { type: 'click-block', id: blockId }, scroll);
  }
  // Only now are the rows laid out whose number the title gives.
  drawTitle(title, 'Agent Output', focus === 'agent', remark(model));
  const { offset, total } = list.extent(agent.scroll, height);
  drawScrollbar(body, 0, height, { top: Math.max(0, Math.min(offset, total - height)), total });
}

/** Adds the selection background. Code and search matches keep their own. */
function keepBackground(piece: ReturnType<typeof withBackground>[number]): typeof piece {
  return piece.style.bg === undefined ? { ...piece, style: { ...piece.style, ...SELECTED_BLOCK } } : piece;
}

function remark(model: AppModel): string {
  const { focus, agent } = model.ui;
  const { search } = agent;
  const more =
    agent.scroll === 'follow'
      ? ''
      : `${below(model)} · ${hintKey(focus === 'input' ? 'dashboard' : 'bottom')}`;
  if (!search) return more;
  const query = `“${cut(oneLine(search.query), QUERY_WIDTH)}”`;
  const found = search.count === 0 ? `no ${query}` : `${search.at}/${search.count} ${query}`;
  return more === '' ? found : `${found} · ${more}`;
}

/** Says what is below the window: how many lines are new since the user left the end, if any. */
function below(model: AppModel): string {
  const { left } = model.ui.agent;
  const added = left === null ? 0 : agentWindow(model).list.addedSince(left);
  return added === 0 ? '↓ more below' : `↓ ${formatWhole(added)} new`;
}

function scroll(direction: -1 | 1): UiAction {
  return { type: 'scroll', target: 'agent', lines: direction * WHEEL_LINES };
}

function whole({ width, height }: { readonly width: number; readonly height: number }): Rect {
  return { x: 0, y: 0, width, height };
}
