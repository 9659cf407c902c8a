// Draws a text page or a form of short fields, with problems shown below each text.
import type { Canvas } from '../canvas/canvas.ts';
import { ACCENT, cut, MUTED, oneLine, SUBTLE } from '../canvas/pieces.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { StyledLine } from '../canvas/style.ts';
import { wrapStyled } from '../canvas/wrap.ts';
import { drawEditor } from '../editor/editor.view.ts';
import type { FormState, GuideAction, TextState } from './guide-model.ts';
import type { PageLayout } from './page-layout.ts';
import { fieldProblem, textProblem } from './text-update.ts';

const PROBLEM = { fg: 'error' } as const;
const LONGEST_PROBLEM = 3;
const PROMPT = '> ';
/** The rows of a field's label and text. */
const FIELD_ROWS = 2;

export function drawText(view: Canvas<GuideAction>, state: TextState, { roomy }: PageLayout): void {
  const { page, editor } = state;
  const problem = textProblem(state);
  const below =
    problem === undefined
      ? []
      : wrapStyled(`✗ ${sanitize(problem)}`, PROBLEM, view.width).slice(0, LONGEST_PROBLEM);
  const gap = roomy && below.length > 0 ? 1 : 0;
  const rows = Math.max(1, Math.min(page.rows, view.height - below.length - gap));
  drawEditor<GuideAction>(view.part({ x: 0, y: 0, width: view.width, height: rows }), editor, {
    placeholder: oneLine(page.placeholder),
    focused: true,
    prompt: PROMPT,
    onClick: (index) => ({ type: 'place-cursor', field: 0, index }),
  });
  for (const [y, line] of below.entries()) view.line(0, rows + gap + y, line);
}

/** Draws for each field a label, the text and a hint or problem. The focused field is always visible. */
export function drawForm(view: Canvas<GuideAction>, state: FormState, { roomy }: PageLayout): void {
  const below = state.page.fields.map((_, index) => linesBelow(state, index, view.width));
  const rowsOf = (index: number): number => FIELD_ROWS + (below[index]?.length ?? 0) + (roomy ? 1 : 0);
  let first = state.focus;
  for (let used = rowsOf(first); first > 0 && used + rowsOf(first - 1) <= view.height; first--) {
    used += rowsOf(first - 1);
  }
  for (let index = first, y = 0; index < below.length && y < view.height; index++) {
    const height = FIELD_ROWS + (below[index]?.length ?? 0);
    if (index > first && y + height > view.height) break;
    drawField(view.part({ x: 0, y, width: view.width, height }), state, index, below[index] ?? []);
    y += rowsOf(index);
  }
}

/** Returns the hint of a field, or what is wrong with it. */
function linesBelow(state: FormState, index: number, width: number): readonly StyledLine[] {
  const { hint = '' } = state.page.fields[index] ?? {};
  const problem = fieldProblem(state, index);
  const words = typeof hint === 'string' ? hint : hint(state.editors[index]?.text ?? '');
  const [text, style] = problem === undefined ? [words, MUTED] : [`✗ ${problem}`, PROBLEM];
  return wrapStyled(oneLine(text), style, width - PROMPT.length).slice(0, LONGEST_PROBLEM);
}

function drawField(
  view: Canvas<GuideAction>,
  state: FormState,
  index: number,
  below: readonly StyledLine[],
): void {
  const field = state.page.fields[index];
  const editor = state.editors[index];
  if (!field || !editor) return;
  const focused = index === state.focus;
  view.text(0, 0, cut(oneLine(field.label), view.width), focused ? ACCENT : SUBTLE);
  drawEditor<GuideAction>(view.part({ x: 0, y: 1, width: view.width, height: 1 }), editor, {
    placeholder: '',
    focused,
    prompt: PROMPT,
    onClick: (at) => ({ type: 'place-cursor', field: index, index: at }),
  });
  for (const [row, line] of below.entries()) view.line(PROMPT.length, FIELD_ROWS + row, line);
}
