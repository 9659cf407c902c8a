// The layout of a form: a text editor with an option above it.
import { MUTED, oneLine, SUBTLE, span } from '../canvas/pieces.ts';
import type { StyledLine } from '../canvas/style.ts';
import type { EditorState } from '../editor/text-editor.ts';
import { EMPTY_LINE, MEDIUM, NO_BODY, type OverlayContent, type OverlayLine } from './overlay-content.ts';

const EDITOR_ROWS = 8;
const CHOSEN = { fg: 'accent', bold: true, underline: true } as const;

/** The part of the definition that all forms share. */
export const FORM = { width: MEDIUM, keys: ['form'], text: 'lines' } as const;

export interface FormOptions {
  readonly name: string;
  readonly words: readonly string[];
  /** The index of the chosen word. */
  readonly chosen: number;
}

/** The field of a form that is not written in now. */
export interface OtherField {
  readonly name: string;
  readonly text: string;
  /** What is wrong with what is written; undefined for nothing. */
  readonly problem: string | undefined;
}

export function form(
  title: string,
  state: EditorState,
  label: string,
  options?: FormOptions,
  other?: OtherField,
): OverlayContent {
  const choice = {
    line: options ? optionLine(options) : [],
    action: { type: 'command', name: 'next-option' },
  } as const;
  return {
    title,
    head: options ? [choice, ...(other ? otherLines(other) : []), EMPTY_LINE] : [],
    editor: { state, rows: EDITOR_ROWS, label },
    body: NO_BODY,
    choosing: false,
    hints: [
      'close',
      'submit',
      ...(options ? (['next-option'] as const) : []),
      ...(other ? (['next-field'] as const) : ['new-line' as const]),
    ],
  };
}

/** Returns the other field in a row that a click goes to, and what is wrong. */
function otherLines({ name, text, problem }: OtherField): readonly OverlayLine[] {
  const words = oneLine(text);
  const line = [span(`${name}  `, SUBTLE), words === '' ? span('–', MUTED) : span(words)];
  const field: OverlayLine = { line, action: { type: 'command', name: 'next-field' } };
  return problem === undefined ? [field] : [field, { line: [span(`✗ ${problem}`, { fg: 'error' })] }];
}

/** Returns the next or previous value and wraps around at the ends. */
export function cycled<T>(all: readonly T[], now: T, by: -1 | 1): T {
  return all[(all.indexOf(now) + by + all.length) % all.length] ?? now;
}

function optionLine({ name, words, chosen }: FormOptions): StyledLine {
  return [
    span(`${name}  `, SUBTLE),
    ...words.flatMap((word, index) => [
      index === chosen ? span(`[${word}]`, CHOSEN) : span(` ${word} `),
      span(' '),
    ]),
  ];
}
