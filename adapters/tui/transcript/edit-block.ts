// Renders the file changes of a tool call: a summary of each file, and its diff.
import type { AgentDiff } from '../../../application/ports/agent.port.ts';
import { plural } from '../../../application/wording/count.ts';
import type { StyledLine } from '../canvas/style.ts';
import { wrapLine, wrapStyled } from '../canvas/wrap.ts';
import { renderDiff } from '../code/diff-lines.ts';
import { compareTexts, countSigns, type Hunk, wholeText } from '../code/file-diff.ts';
import { countLines } from './block-texts.ts';
import { DIMMED, MUTED, moreMark, revealed, span } from './frame-lines.ts';

const COLLAPSED_DIFF = 20;
const COLLAPSED_TEXT = 10;
/** The maximum number of lines shown per file; the rest is only counted. */
const LONGEST_DIFF = 1_000;

/** Caches the comparison of each diff. */
const compared = new WeakMap<AgentDiff, readonly Hunk[]>();

/** What a tool call changed in one file, in one or several places. */
export type FileChange = readonly [AgentDiff, ...AgentDiff[]];

/** Returns the diffs of a call by file, in the order of their first change. */
export function changesOf(diffs: readonly AgentDiff[]): readonly FileChange[] {
  const files = new Map<string, [AgentDiff, ...AgentDiff[]]>();
  for (const diff of diffs) {
    const known = files.get(diff.path);
    if (known) known.push(diff);
    else files.set(diff.path, [diff]);
  }
  return [...files.values()];
}

export function isNewFile(change: FileChange): boolean {
  return change.length === 1 && change[0].oldText === null;
}

/** Returns a summary such as `+3 -1`, or `, 6 lines` for a new file; it follows the name of the file. */
export function changeSummary(change: FileChange): StyledLine {
  if (isNewFile(change)) return [span(`, ${plural(countLines(change[0].newText), 'line')}`, MUTED)];
  const hunks = change.flatMap(hunksOf);
  return [
    span(` +${countSigns(hunks, '+')} `, { fg: 'added' }),
    span(`-${countSigns(hunks, '-')}`, { fg: 'removed' }),
  ];
}

/** Returns the name of the file and the summary, for a change whose tool call does not name the file. */
export function changeHead(change: FileChange, width: number): StyledLine[] {
  const path = span(revealed(change[0].path).replaceAll('\n', '⏎'), DIMMED);
  const verb = isNewFile(change) ? [span('Write ', MUTED)] : [];
  return wrapLine([...verb, path, ...changeSummary(change)], width, { hang: [span('  ')] });
}

export interface ChangeOptions {
  readonly width: number;
  readonly expanded: boolean;
  /** Whether texts without a line number are excerpts, whose place in the file is unknown. */
  readonly excerpt: boolean;
}

export function changeLines(change: FileChange, { width, expanded, excerpt }: ChangeOptions): StyledLine[] {
  const [{ path }] = change;
  const hunks = change.flatMap(hunksOf);
  if (hunks.length === 0) return wrapStyled(unchangedRemark(change), MUTED, width);
  const numbered = change.every(({ line }) => line !== undefined || !excerpt);
  const folded = isNewFile(change) ? COLLAPSED_TEXT : COLLAPSED_DIFF;
  const most = expanded ? LONGEST_DIFF : folded;
  const { lines, hidden } = renderDiff({ path, hunks, numbered }, { width, most, coloured: true });
  return hidden > 0 ? [...lines, moreMark(hidden, 'more')] : [...lines];
}

function hunksOf(diff: AgentDiff): readonly Hunk[] {
  const known = compared.get(diff);
  if (known) return known;
  const { oldText, newText, line } = diff;
  const hunks = oldText === null ? wholeText(newText) : compareTexts(oldText, newText, line);
  compared.set(diff, hunks);
  return hunks;
}

function unchangedRemark([{ oldText, newText }]: FileChange): string {
  if (oldText === null) return 'an empty file';
  return oldText === newText ? 'nothing changed' : 'only line endings changed';
}
