// The overlay that shows what a commit changed, file by file.
import type { CommitChanges, CommitFile } from '../../../application/ports/commit-reader.port.ts';
import { plural } from '../../../application/wording/count.ts';
import { HEADING, MUTED, oneLine, span } from '../canvas/pieces.ts';
import type { StyledLine } from '../canvas/style.ts';
import { wrapLine } from '../canvas/wrap.ts';
import { renderDiff } from '../code/diff-lines.ts';
import { parseHunks } from '../code/file-diff.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, type OverlayBody, type OverlayLine, paragraph } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    /** `changes` is null until they are read. */
    commit: { readonly commit: string; readonly changes: CommitChanges | null };
  }
}

/** Wide enough for two columns. */
const WIDEST = 200;
/** The maximum number of lines of a file, of all files, and of those with the colours of their language. */
const MOST = { file: 500, all: 3_000, coloured: 500 } as const;

/** Laying out a commit takes time, so it is done once for each width. */
const known = new WeakMap<CommitChanges, { readonly width: number; readonly body: OverlayBody }>();

export const COMMIT: OverlayDefinition<'commit'> = {
  width: WIDEST,
  keys: ['commit', 'reading'],
  content(_, { commit, changes }, width) {
    const subject = changes ? ` · ${oneLine(changes.subject)}` : '';
    return {
      title: `Commit ${oneLine(commit.slice(0, 7))}${subject}`,
      head: [],
      editor: null,
      body: changes ? bodyFor(changes, width) : bodyOf(paragraph('Reading the commit…', width, MUTED)),
      choosing: false,
      hints: ['close', 'down', 'page-down', 'open-file'],
    };
  },
};

function bodyFor(changes: CommitChanges, width: number): OverlayBody {
  const found = known.get(changes);
  if (found?.width === width) return found.body;
  const body = bodyOf(linesOf(changes, width));
  known.set(changes, { width, body });
  return body;
}

function linesOf({ files, filesLeftOut }: CommitChanges, width: number): OverlayLine[] {
  const lines: StyledLine[] = [[span(plural(files.length + filesLeftOut, 'file'), MUTED)]];
  for (const file of files) lines.push([], ...fileLines(file, width, lines.length));
  if (filesLeftOut > 0) lines.push([], [span(`… ${plural(filesLeftOut, 'more file')}`, MUTED)]);
  return lines.map((line) => ({ line }));
}

/** Returns the lines of a file. `shown` lines of other files stand before it. */
function fileLines(file: CommitFile, width: number, shown: number): StyledLine[] {
  const head = wrapLine(headOf(file), width, { hang: [span('  ')] });
  const most = Math.min(MOST.file, MOST.all - shown);
  const hunks = parseHunks(file.hunks);
  if (hunks.length === 0 || most <= 0) return head;
  const coloured = shown < MOST.coloured;
  const { lines, hidden } = renderDiff({ path: file.path, hunks, numbered: true }, { width, most, coloured });
  const more = hidden > 0 ? [[span(`… ${plural(hidden, 'more line')}`, MUTED)]] : [];
  return [...head, ...lines, ...more];
}

function headOf({ path, from, lines, hunks }: CommitFile): StyledLine {
  const name = from === null ? oneLine(path) : `${oneLine(from)} → ${oneLine(path)}`;
  if (lines === null) return [span(name, HEADING), span(' binary', MUTED)];
  // Renamed, or another mode.
  if (lines.added + lines.removed === 0) return [span(name, HEADING)];
  return [
    span(name, HEADING),
    span(` +${lines.added} `, { fg: 'added' }),
    span(`-${lines.removed}`, { fg: 'removed' }),
    ...(hunks === '' ? [span(' too large to show', MUTED)] : []),
  ];
}
