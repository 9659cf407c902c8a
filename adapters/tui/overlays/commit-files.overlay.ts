// The overlay that lists the files of a commit, to open one of them in the user's editor.
import type { CommitChanges, CommitFile } from '../../../application/ports/commit-reader.port.ts';
import { plural } from '../../../application/wording/count.ts';
import { MUTED, oneLine, span } from '../canvas/pieces.ts';
import type { AppEffect } from '../model/app-effect.ts';
import type { AppModel } from '../model/app-model.ts';
import { openOverlay, popOverlay, type Step, still, toasted, topOverlay } from '../model/step.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, MEDIUM, type OverlayLine, paragraph } from './overlay-content.ts';
import { selectedCommit } from './timeline.overlay.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    /** `changes` is null until they are read. */
    'commit-files': { readonly commit: string; readonly changes: CommitChanges | null };
  }
}

export const COMMIT_FILES: OverlayDefinition<'commit-files'> = {
  width: MEDIUM,
  keys: ['choosing', 'reading'],
  content(_, { commit, changes }, width) {
    const left = changes?.filesLeftOut ?? 0;
    return {
      title: `Open a file of ${oneLine(commit.slice(0, 7))}`,
      head: left > 0 ? [{ line: [span(`${plural(left, 'more file')} not listed`, MUTED)] }] : [],
      editor: null,
      body: bodyOf(changes ? changes.files.map(fileLine) : paragraph('Reading the commit…', width, MUTED)),
      choosing: changes !== null,
      hints: ['close', 'choose'],
    };
  },
};

/** Opens a file of the shown commit, or of that of the selected iteration. Lets the user choose if there are several. */
export function openCommitFile(model: AppModel): Step {
  const overlay = topOverlay(model);
  if (overlay?.kind === 'commit') {
    const { commit, changes } = overlay;
    if (changes === null) return still(toasted(model, false, 'the commit is still being read'));
    return withFiles(openOverlay(model, { kind: 'commit-files', commit, changes }));
  }
  const commit = selectedCommit(model);
  if (typeof commit !== 'string') return commit;
  return [
    openOverlay(model, { kind: 'commit-files', commit, changes: null }),
    [{ type: 'read-commit', commit }],
  ];
}

/** Opens the only file of a list that was just read. */
export function withFiles(model: AppModel): Step {
  const list = topOverlay(model);
  if (list?.kind !== 'commit-files' || list.changes === null) return still(model);
  const { files, filesLeftOut } = list.changes;
  const [file, ...others] = files;
  if (!file) return still(toasted(popOverlay(model), false, 'the commit changed no file'));
  return others.length + filesLeftOut > 0 ? still(model) : [popOverlay(model), [opening(file)]];
}

function fileLine(file: CommitFile): OverlayLine {
  return { line: [span(oneLine(file.path))], action: { type: 'ask', effect: opening(file) } };
}

function opening({ path }: CommitFile): AppEffect {
  return { type: 'open-file', path };
}
