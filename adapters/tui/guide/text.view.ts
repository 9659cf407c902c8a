// Draws a text page or a form of short fields, with problems shown below each text.
import type { Canvas } from '../canvas/canvas.ts';
import { ACCENT, cut, MUTED, oneLine, SUBTLE } from '../canvas/pieces.ts';
import { sanitize } from '../canvas/sanitize.ts';
import { wrapStyled } from '../canvas/wrap.ts';
import { drawEditor } from '../editor/editor.view.ts';
import type { FormState, GuideAction, TextState } from './guide-model.ts';
import type { PageLayout } from './page-layout.ts';
import { fieldProblem, textProblem } from './text-update.ts';

const PROBLEM = { fg: 'error' } as const;
const LONGEST_PROBLEM = 3;
const PROMPT = '> ';

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
  const fieldRows = roomy ? 4 : 3;
  const shown = Math.max(1, Math.floor(view.height / fieldRows));
  const first = Math.max(0, Math.min(state.focus - shown + 1, state.page.fields.length - shown));
  for (let index = first; index < Math.min(state.page.fields.length, first + shown); index++) {
    const y = (index - first) * fieldRows;
    drawField(view.part({ x: 0, y, width: view.width, height: 3 }), state, index);
  }
}

function drawField(view: Canvas<GuideAction>, state: FormState, index: number): void {
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
  const problem = fieldProblem(state, index);
  const hint = typeof field.hint === 'string' ? field.hint : field.hint(editor.text);
  const below = problem === undefined ? hint : `✗ ${problem}`;
  view.text(
    PROMPT.length,
    2,
    cut(oneLine(below), view.width - PROMPT.length),
    problem === undefined ? MUTED : PROBLEM,
  );
}
