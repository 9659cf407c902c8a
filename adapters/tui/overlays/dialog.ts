// The layout of a dialog: a question with a few answers.
import { span } from '../canvas/pieces.ts';
import type { UiAction } from '../model/ui-action.ts';
import { bodyOf, EMPTY_LINE, type OverlayContent, paragraph } from './overlay-content.ts';

/** An answer. Without an action, it only closes the dialog. */
export type Answer = readonly [words: string, action?: UiAction];

export function dialog(
  title: string,
  question: string,
  width: number,
  answers: readonly Answer[],
): OverlayContent {
  return {
    title,
    head: [...paragraph(question, width), EMPTY_LINE],
    editor: null,
    body: bodyOf(answers.map(([words, action]) => ({ line: [span(words)], ...(action && { action }) }))),
    choosing: true,
    hints: ['close', 'choose'],
  };
}
