// Draws the card above the input: what needs the user, or what happened while he was away.
import { cut, MUTED } from '../canvas/pieces.ts';
import { textWidth } from '../canvas/width.ts';
import { CARD_MARGIN, cardOf } from '../layout/card.ts';
import type { AppModel } from '../model/app-model.ts';
import { hintKey, specOf } from '../model/keymap.ts';
import type { View } from './view.ts';

const BACKGROUND = { bg: 'surface' } as const;

export function drawCard(view: View, model: AppModel): void {
  const card = cardOf(model, view.width);
  if (!card || view.height === 0) return;
  const role = card.isNeed ? 'warning' : 'info';
  view.fill(BACKGROUND);
  for (let y = 0; y < view.height; y++) view.text(0, y, '▌', { fg: role });
  const hint = card.isNeed ? `${hintKey('answer')} ${specOf('answer').title.toLowerCase()}` : '';
  const room = view.width - CARD_MARGIN - textWidth(hint) - 1;
  view.text(2, 0, cut(card.title, room), { fg: role, bold: true });
  if (hint !== '') view.text(view.width - 1 - textWidth(hint), 0, hint, MUTED);
  for (const [row, line] of card.lines.entries()) view.line(2, row + 1, line, view.width - CARD_MARGIN);
  if (card.isNeed) {
    const whole = { x: 0, y: 0, width: view.width, height: view.height };
    view.hit(whole, { type: 'command', name: 'answer' });
  }
}
