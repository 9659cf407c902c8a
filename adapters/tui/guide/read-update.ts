// Updates a reading page: keys scroll it or run one of its actions.

import type { ReadPage } from '../../../application/ports/guide.port.ts';
import { clamp } from '../canvas/scrolling.ts';
import type { StyledLine } from '../canvas/style.ts';
import { markdownLines } from '../transcript/markdown.ts';
import type { PageStep, ReadState } from './guide-model.ts';
import type { PageLayout } from './page-layout.ts';
import { templateLines } from './template-lines.ts';

/** Caches the lines of each page: it is scrolled and drawn far more often than its width changes. */
const laidOut = new WeakMap<ReadPage, { readonly width: number; readonly lines: readonly StyledLine[] }>();

export function readLines(page: ReadPage, width: number): readonly StyledLine[] {
  const known = laidOut.get(page);
  if (known?.width === width) return known.lines;
  const lines =
    page.format === 'markdown' ? markdownLines(page.content, width) : templateLines(page.content, width);
  laidOut.set(page, { width, lines });
  return lines;
}

/** Returns the width of the text, which leaves room for the scroll bar. */
export function readWidth({ body }: PageLayout): number {
  return Math.max(1, body.width - 2);
}

export function readKey(state: ReadState, key: string, layout: PageLayout): PageStep<ReadState> {
  const { actions } = state.page;
  const action = actions.find((other) => other.key === key) ?? (key === 'enter' ? actions[0] : undefined);
  if (action) return { kind: 'ended', values: [action.value] };
  const page = Math.max(1, layout.body.height - 2);
  const move = MOVES.get(key);
  return move ? readScroll(state, move(page), layout) : state;
}

export function readScroll(state: ReadState, lines: number, layout: PageLayout): ReadState {
  const last = Math.max(0, readLines(state.page, readWidth(layout)).length - layout.body.height);
  return { ...state, top: clamp(state.top + lines, 0, last) };
}

const MOVES: ReadonlyMap<string, (page: number) => number> = new Map<string, (page: number) => number>([
  ['down', () => 1],
  ['j', () => 1],
  ['up', () => -1],
  ['k', () => -1],
  ['pagedown', (page) => page],
  ['space', (page) => page],
  ['ctrl+d', (page) => page],
  ['pageup', (page) => -page],
  ['ctrl+u', (page) => -page],
  ['home', () => Number.NEGATIVE_INFINITY],
  ['g', () => Number.NEGATIVE_INFINITY],
  ['end', () => Number.POSITIVE_INFINITY],
  ['G', () => Number.POSITIVE_INFINITY],
]);
