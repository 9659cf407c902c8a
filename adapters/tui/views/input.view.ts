// Draws the input for messages to the agent, with the queued messages above it.

import { cut, drawRule, MUTED, oneLine } from '../canvas/pieces.ts';
import { textWidth } from '../canvas/width.ts';
import { drawEditor } from '../editor/editor.view.ts';
import { INPUT_LEFT, type Layout } from '../layout/layout.ts';
import type { AppModel } from '../model/app-model.ts';
import { paneHints } from './hints.ts';
import { placeCursor, type View } from './view.ts';

const PROMPT = '  > ';
const QUEUED_WIDTH = 24;

export function drawInput(screen: View, model: AppModel, layout: Layout): void {
  drawDivider(screen.part(layout.divider), model);
  const view = screen.part(layout.input);
  const focused = model.ui.focus === 'input' && model.ui.overlays.length === 0;
  view.hit({ x: 0, y: 0, width: view.width, height: view.height }, { type: 'focus', pane: 'input' });
  const editor = view.part({
    x: 0,
    y: 0,
    width: INPUT_LEFT + layout.inputWidth + 1,
    height: view.height,
  });
  const placeholder = model.surroundings.mode === 'replay' ? 'A replay is read-only.' : 'Send a message…';
  drawEditor(editor, model.ui.input.editor, { placeholder, focused, prompt: PROMPT, onClick: placeCursor });
}

/** Draws the rule above the input, with the queued messages (delivered after the agent's turn) and key hints. */
function drawDivider(view: View, { session, ui, surroundings }: AppModel): void {
  drawRule(view, 0, view.width, 0, ui.focus === 'input');
  const { pendingMessages } = session;
  const [next] = pendingMessages;
  let x = 2;
  if (next) {
    const count = ` ${pendingMessages.length} queued `;
    const room = view.width - textWidth(count) - 8;
    const words = room > 12 ? `· next: ${cut(oneLine(next.text), Math.min(QUEUED_WIDTH, room - 10))} ` : '';
    x = view.text(x, 0, cut(count + words, view.width - 4), next.now ? { fg: 'warning' } : MUTED);
  }
  const pane = surroundings.mode === 'replay' && ui.focus !== 'input' ? 'replay' : ui.focus;
  const hints = paneHints(pane, view.width - x - 8);
  if (hints !== '') view.text(view.width - textWidth(hints) - 4, 0, ` ${hints} `, MUTED);
}
