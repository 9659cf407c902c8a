// The card above the input: what needs the user, or what happened while he was away.
import { oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { StyledLine } from '../canvas/style.ts';
import { titleLines } from '../canvas/title-lines.ts';
import type { AppModel } from '../model/app-model.ts';
import { awayLines } from '../model/away.ts';
import { headOf, type Need, needsOf, textOf } from '../model/needs.ts';

/** The rows of the text of a need: on high screens, and on low ones. */
const TEXT_ROWS = { high: 3, low: 1 };
const HIGH = 24;
/** The columns of the bar, and a free one at each side. */
export const CARD_MARGIN = 3;

export interface Card {
  /** Whether a click answers it. */
  readonly isNeed: boolean;
  readonly title: string;
  readonly lines: readonly StyledLine[];
}

/** Returns the card for a pane of this width; undefined for none. */
export function cardOf(model: AppModel, width: number): Card | undefined {
  const needs = model.ui.overlays.some(({ kind }) => kind === 'answer') ? [] : needsOf(model);
  const [need] = needs;
  const inside = Math.max(1, width - CARD_MARGIN);
  if (need) {
    const count = needs.length > 1 ? ` · ${needs.length - 1} more` : '';
    const rows = model.size.rows >= HIGH ? TEXT_ROWS.high : TEXT_ROWS.low;
    const text = titleLines(textOf(need), inside, rows).map((line) => [span(line)]);
    return { isNeed: true, title: `${headOf(need)}${count}`, lines: [...text, ...choicesOf(need)] };
  }
  const [first, ...rest] = awayLines(model);
  return first === undefined
    ? undefined
    : { isNeed: false, title: first, lines: rest.map((line) => [span(line, SUBTLE)]) };
}

/** Returns the answers that the agent proposes, in one row. */
function choicesOf(need: Need): readonly StyledLine[] {
  if (need.kind !== 'question' || need.question.choices.length === 0) return [];
  const words = need.question.choices.map((choice, index) => `${index + 1} ${oneLine(choice)}`);
  return [[span(words.join('   '), SUBTLE)]];
}
