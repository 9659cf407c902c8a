// Where messages to the agent are written, and above it those it has not got yet.
import type { AppModel } from '../app/app-model.ts';
import { hintKey } from '../app/keymap.ts';
import { textWidth } from '../canvas/width.ts';
import { drawEditor } from './editor.view.ts';
import { INPUT_LEFT, inputWidth, type Layout } from './layout.ts';
import { cut, drawRule, MUTED, oneLine, type View } from './pieces.ts';

const PROMPT = '  > ';

export function drawInput(screen: View, model: AppModel, layout: Layout): void {
  drawDivider(screen.part(layout.divider), model);
  const view = screen.part(layout.input);
  const focused = model.ui.focus === 'input' && model.ui.overlays.length === 0;
  view.hit({ x: 0, y: 0, width: view.width, height: view.height }, { type: 'focus', pane: 'input' });
  const editor = view.part({ x: 0, y: 0, width: INPUT_LEFT + inputWidth(view.width), height: view.height });
  const placeholder = focused
    ? `Send a message… (${hintKey('send')} sends, ${hintKey('new-line')} new line)`
    : 'Send a message… (i)';
  drawEditor(editor, model.ui.input.editor, { placeholder, focused, prompt: PROMPT });
}

/** The rule above the input, with what is queued: it is delivered when the agent's turn has ended. */
function drawDivider(view: View, { session, ui }: AppModel): void {
  drawRule(view, 0, view.width, 0, ui.focus === 'input');
  const { pendingMessages } = session;
  const [next] = pendingMessages;
  if (!next) return;
  const count = ` ${pendingMessages.length} queued `;
  const room = view.width - textWidth(count) - 8;
  const words = room > 12 ? `· next: ${cut(oneLine(next.text), Math.min(60, room - 10))} ` : '';
  view.text(2, 0, cut(count + words, view.width - 4), next.now ? { fg: 'warning' } : MUTED);
}
