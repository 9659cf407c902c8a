// Computes where the parts of a page are. Views and updates share it.

import type { Page } from '../../../application/ports/guide.port.ts';
import type { Rect } from '../canvas/canvas.ts';
import { ACCENT, MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { Style, StyledLine } from '../canvas/style.ts';
import { textWidth } from '../canvas/width.ts';
import { lineWidth, wrapStyled } from '../canvas/wrap.ts';
import { markdownLines } from '../transcript/markdown.ts';
import type { GuideModel } from './guide-model.ts';

export const MIN_COLUMNS = 40;
export const MIN_ROWS = 10;
/** The maximum width, since longer lines are hard to read. */
const MAX_COLUMNS = 100;
const MARGIN = 2;
/** From this height on, blank rows separate the parts. */
const ROOMY_ROWS = 16;
/** Rows kept for a text, however long the question is. */
const MIN_TEXT_ROWS = 3;
const SEPARATOR = ' › ';
const TITLE: Style = { fg: 'text', bold: true };
const ERROR: Style = { fg: 'error' };

export interface PageLayout {
  readonly fits: boolean;
  readonly roomy: boolean;
  /** The lines of steps, title, text and error. */
  readonly head: readonly StyledLine[];
  /** The names of the earlier steps in the first line of the head, where a click goes back to them. */
  readonly earlierSteps: readonly { readonly at: number; readonly rect: Rect }[];
  readonly headArea: Rect;
  readonly body: Rect;
  readonly hints: Rect;
}

/** Returns the layout of a page, centred on the screen. `fits` is false if the screen is too small for it. */
export function pageLayout({ size: { columns, rows } }: Pick<GuideModel, 'size'>, page: Page): PageLayout {
  const roomy = rows >= ROOMY_ROWS;
  const width = Math.max(1, Math.min(MAX_COLUMNS, columns - 2 * MARGIN));
  const x = Math.max(0, (columns - width) >> 1);
  const y = roomy ? 1 : 0;
  const steps = page.steps ? stepLine(page.steps, width) : null;
  const head = headLines(page, steps, width, roomy, headRows(page, rows, roomy) - y);
  const bodyTop = y + head.length + (roomy ? 1 : 0);
  return {
    fits: columns >= MIN_COLUMNS && rows >= MIN_ROWS,
    roomy,
    head,
    earlierSteps: page.canGoBack
      ? (steps?.earlier ?? []).map(({ at, ...part }) => ({
          at,
          rect: { ...part, y, height: 1, x: x + part.x },
        }))
      : [],
    headArea: { x, y, width, height: head.length },
    body: { x, y: bodyTop, width, height: Math.max(0, rows - bodyTop - (roomy ? 2 : 1)) },
    hints: { x, y: rows - 1, width, height: 1 },
  };
}

interface StepLine {
  readonly line: StyledLine;
  readonly earlier: readonly { readonly at: number; readonly x: number; readonly width: number }[];
}

/** Returns all steps if they fit, else the number and the name of the current one. */
function stepLine({ names, at }: NonNullable<Page['steps']>, width: number): StepLine {
  const words = names.map((name, index) =>
    span(oneLine(name), index === at ? ACCENT : index < at ? SUBTLE : MUTED),
  );
  const line = words.flatMap((word, index) => (index === 0 ? [word] : [span(SEPARATOR, MUTED), word]));
  if (lineWidth(line) > width) {
    return {
      line: [span(`${at + 1}/${names.length} `, MUTED), span(oneLine(names[at] ?? ''), ACCENT)],
      earlier: [],
    };
  }
  let x = 0;
  const earlier = words.slice(0, at).map(({ text }, index) => {
    const part = { at: index, x, width: textWidth(text) };
    x += part.width + SEPARATOR.length;
    return part;
  });
  return { line, earlier };
}

/** Returns the row up to which the head may reach: a question that is answered in a text may be long. */
function headRows(page: Page, rows: number, roomy: boolean): number {
  const half = rows >> 1;
  if (page.kind !== 'text') return half;
  return Math.max(half, rows - Math.min(page.rows, MIN_TEXT_ROWS) - (roomy ? 4 : 2));
}

/** Returns the head in at most `most` lines. If it is too long, the text is cut, so that the error stays visible. */
function headLines(
  { title, text, textFormat, error }: Page,
  steps: StepLine | null,
  width: number,
  roomy: boolean,
  most: number,
): StyledLine[] {
  const first = [...(steps ? [[steps.line]] : []), wrapStyled(oneLine(title), TITLE, width).slice(0, 2)];
  const last = error === undefined ? [] : [wrapStyled(`✗ ${sanitize(error)}`, ERROR, width).slice(0, 4)];
  const taken = joined([...first, ...last], roomy).length + (roomy ? 1 : 0);
  const lines =
    text === undefined
      ? []
      : textFormat === 'markdown'
        ? markdownLines(text.trim(), width)
        : wrapStyled(sanitize(text).trim(), SUBTLE, width);
  return joined([...first, shortened(lines, Math.max(0, most - taken)), ...last], roomy);
}

function joined(groups: readonly (readonly StyledLine[])[], roomy: boolean): StyledLine[] {
  const filled = groups.filter((group) => group.length > 0);
  return filled.flatMap((group, index) => (roomy && index > 0 ? [[], ...group] : [...group]));
}

function shortened(lines: readonly StyledLine[], most: number): readonly StyledLine[] {
  return lines.length <= most
    ? lines
    : [...lines.slice(0, Math.max(0, most - 1)), ...(most > 0 ? [[span('…', MUTED)]] : [])];
}
