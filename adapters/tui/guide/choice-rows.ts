// Computes the rows of a choice page: the filtered options, a typed value and a retry row.
import type { Option } from '../../../application/ports/guide.port.ts';
import type { Rect } from '../canvas/canvas.ts';
import { spinner } from '../canvas/clock.ts';
import { ACCENT, MUTED, span } from '../canvas/pieces.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { StyledLine } from '../canvas/style.ts';
import { wrapStyled } from '../canvas/wrap.ts';
import { fuzzyMatches } from '../model/fuzzy.ts';
import type { ChoiceState } from './guide-model.ts';
import type { PageLayout } from './page-layout.ts';

export type ChoiceRow =
  | { readonly kind: 'option'; readonly option: Option }
  /** Fetches the list again. */
  | { readonly kind: 'retry' }
  /** Chooses this value; if it is '', lets the user type one. */
  | { readonly kind: 'custom'; readonly value: string };

const LONGEST_REASON = 4;
/** Rows kept for the list, however long the reason is. */
const MIN_ROWS = 3;

/** Returns the rows. There are none while the list loads, because they would change when it arrives. */
export function choiceRows(state: ChoiceState): readonly ChoiceRow[] {
  const { loading, page, query } = state;
  if (loading === 'running') return [];
  const wanted = query.text.trim();
  const all = allOptions(state);
  const rows = fuzzyMatches(wanted, all, ['label', 'value', 'detail']).map(
    (option): ChoiceRow => ({ kind: 'option', option }),
  );
  const retry: readonly ChoiceRow[] = typeof loading === 'object' ? [{ kind: 'retry' }] : [];
  const isKnown = all.some(({ value }) => value === wanted);
  const custom: readonly ChoiceRow[] =
    page.custom === undefined || isKnown ? [] : [{ kind: 'custom', value: wanted }];
  return [...retry, ...rows, ...custom];
}

/** Returns typed values first, because the list may be long. */
function allOptions({ options, typed }: ChoiceState): readonly Option[] {
  const own = typed.filter((value) => !options.some((option) => option.value === value));
  return [...own.map((value) => ({ value, label: value })), ...options];
}

export interface ChoiceLayout {
  /** The line for the filter or for another value. */
  readonly editor: Rect | null;
  readonly notices: Rect;
  readonly list: Rect;
}

/** Returns the layout, relative to the body of the page. */
export function choiceLayout(state: ChoiceState, { body, roomy }: PageLayout): ChoiceLayout {
  const { width, height } = body;
  const hasEditor = state.page.filter || state.typing !== null;
  const editorRows = hasEditor ? (roomy ? 2 : 1) : 0;
  const most = Math.max(1, height - editorRows - MIN_ROWS);
  const lines = Math.min(most, choiceNotices(state, width, 0).length);
  const noticeRows = lines === 0 ? 0 : lines + (roomy ? 1 : 0);
  const top = Math.min(height, editorRows + noticeRows);
  return {
    editor: hasEditor ? { x: 0, y: 0, width, height: 1 } : null,
    notices: { x: 0, y: editorRows, width, height: lines },
    list: { x: 0, y: top, width, height: height - top },
  };
}

/** Returns the lines above the list: that it loads, why loading failed, or that nothing matches. */
export function choiceNotices(state: ChoiceState, width: number, now: number): readonly StyledLine[] {
  const { loading, query } = state;
  if (loading === 'running') return [[span(`${spinner(now)} `, ACCENT), span('Loading…', MUTED)]];
  if (loading !== 'done') {
    return wrapStyled(`✗ ${sanitize(loading.failed)}`, { fg: 'error' }, width).slice(0, LONGEST_REASON);
  }
  const hasOptions = choiceRows(state).some(({ kind }) => kind === 'option');
  if (hasOptions) return [];
  return [[span(query.text.trim() === '' ? 'Nothing to choose from.' : 'No matches.', MUTED)]];
}
