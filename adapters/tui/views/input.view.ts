// Draws the input for messages to the agent, with the messages above it that wait.

import { plural } from '../../../application/wording/count.ts';
import { cut, drawRule, MUTED, oneLine, SUBTLE } from '../canvas/pieces.ts';
import { textWidth } from '../canvas/width.ts';
import { drawEditor } from '../editor/editor.view.ts';
import { INPUT_LEFT, type Layout } from '../layout/layout.ts';
import type { AppModel } from '../model/app-model.ts';
import { addressee } from '../model/desks.ts';
import { queuedMessages } from '../model/queued-messages.ts';
import { countLines } from '../transcript/block-texts.ts';
import { paneHints } from './hints.ts';
import { placeCursor, type View } from './view.ts';

const PROMPT = '  > ';
/** A message that waits, and one that interrupts the agent. */
const QUEUED = '  ◌ ';
const URGENT = '  ! ';

export function drawInput(screen: View, model: AppModel, layout: Layout): void {
  drawDivider(screen.part(layout.divider), model);
  drawQueue(screen.part(layout.queue), model);
  const view = screen.part(layout.input);
  const focused = model.ui.focus === 'input' && model.ui.overlays.length === 0;
  view.hit({ x: 0, y: 0, width: view.width, height: view.height }, { type: 'focus', pane: 'input' });
  const editor = view.part({
    x: 0,
    y: 0,
    width: INPUT_LEFT + layout.inputWidth + 1,
    height: view.height,
  });
  const to = addressee(model);
  const invitation = to === undefined ? 'Send a message…' : `Send a message to ${to}…`;
  const placeholder = model.surroundings.mode === 'replay' ? 'A replay is read-only.' : invitation;
  drawEditor(editor, model.ui.input.editor, { placeholder, focused, prompt: PROMPT, onClick: placeCursor });
}

/** Draws the rule above the queue and the input: what waits, the lines that are written, and key hints. */
function drawDivider(view: View, model: AppModel): void {
  const { ui, surroundings } = model;
  drawRule(view, 0, view.width, 0, ui.focus === 'input');
  const queued = queuedMessages(model).length;
  const lines = countLines(ui.input.editor.text);
  const words = [queued > 0 ? `${queued} queued` : '', lines > 1 ? plural(lines, 'line') : ''].filter(
    Boolean,
  );
  const x = words.length === 0 ? 2 : view.text(2, 0, cut(` ${words.join(' · ')} `, view.width - 4), MUTED);
  const pane = surroundings.mode === 'replay' && ui.focus !== 'input' ? 'replay' : ui.focus;
  const hints = paneHints(pane, view.width - x - 8);
  if (hints !== '') view.text(view.width - textWidth(hints) - 4, 0, ` ${hints} `, MUTED);
}

/** Draws the messages that the agent gets after its turn, a row each. The last row says how many more there are. */
function drawQueue(view: View, model: AppModel): void {
  const queued = queuedMessages(model);
  for (const [row, { text, now }] of queued.slice(0, view.height).entries()) {
    const more = queued.length - row;
    const isLast = row === view.height - 1 && more > 1;
    const words = isLast ? `… ${more} more` : oneLine(text);
    const x = view.text(0, row, now ? URGENT : QUEUED, now ? { fg: 'warning' } : MUTED);
    view.text(x, row, cut(words, view.width - x - 1), isLast ? MUTED : SUBTLE);
  }
}
