// Renders a file change as a diff with numbered lines.
import { type StructuredPatchHunk, structuredPatch } from 'diff';
import type { AgentDiff } from '../../../application/ports/agent.port.ts';
import { sanitize } from '../canvas/sanitize.ts';
import type { Style, StyledLine } from '../canvas/style.ts';
import { wrapLine, wrapStyled } from '../canvas/wrap.ts';
import { countLines } from './block-texts.ts';
import { DIMMED, MUTED, moreMark, revealed, span } from './frame-lines.ts';

const COLLAPSED_DIFF = 20;
const CONTEXT = 3;
/** Texts with more changes have so little in common that a diff says nothing. */
const MAX_CHANGES = 2_000;
const TIME_LIMIT_MS = 100;
/** The maximum number of lines shown per file; the rest is only counted. */
const LONGEST_DIFF = 1_000;

interface DiffLine {
  readonly sign: '+' | '-' | ' ' | '⋮';
  readonly number: number;
  readonly text: string;
}

/** Caches the comparison of each diff. */
const compared = new WeakMap<AgentDiff, readonly DiffLine[]>();

export interface DiffOptions {
  readonly width: number;
  readonly expanded: boolean;
  /** false if the texts are excerpts whose place in the file is unknown. */
  readonly numbered: boolean;
}

/** Returns a summary such as `+3 -1`, with `new` for a new file. */
export function diffSummary(diff: AgentDiff): StyledLine {
  const lines = comparison(diff);
  const added = lines.filter(({ sign }) => sign === '+').length;
  const removed = lines.filter(({ sign }) => sign === '-').length;
  return [
    span(`+${added} `, { fg: 'added' }),
    span(`-${removed}`, { fg: 'removed' }),
    ...(diff.oldText === null ? [span(' new', MUTED)] : []),
  ];
}

/** Returns the name of the file and the summary, for a diff whose tool call does not name the file. */
export function diffHead(diff: AgentDiff, width: number): StyledLine[] {
  const line = [span(revealed(diff.path).replaceAll('\n', '⏎'), DIMMED), span(' '), ...diffSummary(diff)];
  return wrapLine(line, width, { hang: [span('  ')] });
}

export function diffLines(diff: AgentDiff, { width, expanded, numbered }: DiffOptions): StyledLine[] {
  const lines = comparison(diff);
  if (lines.length === 0) return wrapStyled(unchangedRemark(diff), MUTED, width);
  const shown = lines.slice(0, expanded ? LONGEST_DIFF : COLLAPSED_DIFF);
  const last = lines.reduce((highest, { number }) => Math.max(highest, number), 0);
  const digits = numbered ? String(last).length : 0;
  const rows = shown.flatMap((line) => rowsOf(line, digits, width));
  const hidden = lines.length - shown.length;
  return hidden > 0 ? [...rows, moreMark(hidden, 'more')] : rows;
}

const STYLES: Readonly<Record<DiffLine['sign'], Style>> = {
  '+': { fg: 'added' },
  '-': { fg: 'removed' },
  ' ': DIMMED,
  '⋮': MUTED,
};

function rowsOf({ sign, number, text }: DiffLine, digits: number, width: number): StyledLine[] {
  const label =
    digits === 0 ? '' : `${sign === '⋮' ? ''.padStart(digits) : String(number).padStart(digits)} `;
  const gutter = label.length + 2;
  const style = STYLES[sign];
  const line = [
    span(label, MUTED),
    span(`${sign} `, style),
    span(sanitize(text).replaceAll('\n', '⏎'), style),
  ];
  return wrapLine(line, width, gutter + 8 < width ? { hang: [span(' '.repeat(gutter))] } : {});
}

function comparison(diff: AgentDiff): readonly DiffLine[] {
  const known = compared.get(diff);
  if (known) return known;
  const lines = compare(diff);
  compared.set(diff, lines);
  return lines;
}

function compare({ path, oldText, newText }: AgentDiff): readonly DiffLine[] {
  const before = oldText ?? '';
  const patch = structuredPatch(path, path, before, newText, '', '', {
    context: CONTEXT,
    maxEditLength: MAX_CHANGES,
    timeout: TIME_LIMIT_MS,
    stripTrailingCr: true,
  });
  if (!patch) return [...allOf(before, '-'), ...allOf(newText, '+')];
  return patch.hunks.flatMap((hunk, index) => [
    ...(index > 0 ? [{ sign: '⋮', number: 0, text: '' } as const] : []),
    ...hunkLines(hunk),
  ]);
}

function hunkLines({ lines, oldStart, newStart }: StructuredPatchHunk): DiffLine[] {
  let before = oldStart;
  let after = newStart;
  return lines.flatMap((line): DiffLine[] => {
    const text = line.slice(1);
    if (line.startsWith('-')) return [{ sign: '-', number: before++, text }];
    if (line.startsWith('+')) return [{ sign: '+', number: after++, text }];
    if (!line.startsWith(' ')) return [];
    before += 1;
    return [{ sign: ' ', number: after++, text }];
  });
}

function allOf(text: string, sign: '+' | '-'): DiffLine[] {
  const lines = text.split('\n').slice(0, countLines(text));
  return lines.map((line, index) => ({ sign, number: index + 1, text: line }));
}

function unchangedRemark({ oldText, newText }: AgentDiff): string {
  if (oldText === null) return 'an empty file';
  return oldText === newText ? 'nothing changed' : 'only line endings changed';
}
