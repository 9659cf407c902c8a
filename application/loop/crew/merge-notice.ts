// What a worker's agent is told when its work does not go with what others have merged.
import { listed } from '../../../domain/listed.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import { plainLine } from '../../wording/plain-text.ts';

const NAMED = 20;

export interface ConflictFacts {
  readonly branch: string;
  readonly ids: readonly TaskId[];
  readonly files: readonly string[];
  /** The commits of the branch that touched the files. */
  readonly theirs: string;
}

/** Explains a merge with conflicts that is under way in the agent's work tree. */
export function conflictNotice({ branch, ids, files, theirs }: ConflictFacts): string {
  const names = listed(
    files.map((file) => plainLine(file, 200)),
    NAMED,
  );
  const work = ids.length === 0 ? 'Your work' : `Your work on ${listed(ids)}`;
  return [
    `${work} is committed, but other workers have merged changes of the same lines into ${branch}. The merge is under way in your work tree, with conflict markers in: ${names}.`,
    'In each conflict, the side HEAD is your work, and the other side is what the others have merged.',
    ...(theirs === '' ? [] : [`Their commits:\n\n${theirs}`]),
    'Resolve the conflicts so that both changes keep their purpose, remove every marker, and run the tests that concern these files. Do not undo the work of the others, do not commit, and do not abort the merge: iteratr concludes it when you end your turn. Change no task.',
  ].join('\n\n');
}

/** Explains checks that are red only since the work of others was merged into the agent's. `told`: what the checks say. */
export function redMergeNotice(branch: string, told: string): string {
  return [
    `Your work was merged with what other workers have put on ${branch} since you began, without a conflict in the lines; but together it is not accepted.`,
    told,
  ].join('\n\n');
}
