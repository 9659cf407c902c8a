// Compares the texts of a file and keeps the differences as hunks of numbered lines.
import { parsePatch, type StructuredPatchHunk, structuredPatch } from 'diff';

/** The lines before and after a change that are shown with it. */
const CONTEXT = 3;
/** Texts with more changes have so little in common that a diff says nothing. */
const MAX_CHANGES = 2_000;
const TIME_LIMIT_MS = 100;

export interface DiffLine {
  readonly sign: '+' | '-' | ' ';
  /** The number of the line before and after the change, from 1; null where there is no such line. */
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
}

export type Hunk = readonly DiffLine[];

export interface FileDiff {
  /** Tells the language. */
  readonly path: string;
  readonly hunks: readonly Hunk[];
  /** false if the place of the lines in the file is unknown. */
  readonly numbered: boolean;
}

/** Returns the differences of two texts that start at line `first` of their file; none if only line endings differ. */
export function compareTexts(before: string, after: string, first = 1): readonly Hunk[] {
  const patch = structuredPatch('', '', before, after, '', '', {
    context: CONTEXT,
    maxEditLength: MAX_CHANGES,
    timeout: TIME_LIMIT_MS,
    stripTrailingCr: true,
  });
  if (!patch) return [[...allOf(before, '-', first), ...allOf(after, '+', first)]];
  return patch.hunks.map((hunk) => hunkLines(hunk, first - 1));
}

/** Returns a text as one hunk without changes. */
export function wholeText(text: string): readonly Hunk[] {
  const lines = linesOf(text);
  return lines.length === 0
    ? []
    : [lines.map((line, index) => ({ sign: ' ', before: index + 1, after: index + 1, text: line }))];
}

/** Returns the hunks of a unified diff without its head; none if it is malformed. */
export function parseHunks(text: string): readonly Hunk[] {
  try {
    return parsePatch(text).flatMap(({ hunks }) => hunks.map((hunk) => hunkLines(hunk)));
  } catch {
    return [];
  }
}

/** Returns the lines of a hunk. `shift` is added to their numbers. */
function hunkLines({ lines, oldStart, newStart }: StructuredPatchHunk, shift = 0): Hunk {
  let before = oldStart + shift;
  let after = newStart + shift;
  return lines.flatMap((line): DiffLine[] => {
    const text = line.slice(1);
    if (line.startsWith('-')) return [{ sign: '-', before: before++, after: null, text }];
    if (line.startsWith('+')) return [{ sign: '+', before: null, after: after++, text }];
    // `\ No newline at end of file`
    return line.startsWith('\\') ? [] : [{ sign: ' ', before: before++, after: after++, text }];
  });
}

/** Returns how many lines of this sign there are. */
export function countSigns(hunks: readonly Hunk[], wanted: DiffLine['sign']): number {
  return hunks.reduce((sum, hunk) => sum + hunk.filter(({ sign }) => sign === wanted).length, 0);
}

function allOf(text: string, sign: '+' | '-', first: number): DiffLine[] {
  return linesOf(text).map((line, index) => ({
    sign,
    before: sign === '-' ? first + index : null,
    after: sign === '+' ? first + index : null,
    text: line,
  }));
}

/** Returns the lines. A line end at the end of the text does not start another line. */
function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  return text.endsWith('\n') ? lines.slice(0, -1) : lines;
}
