// Reads what the commits of a session's branch say: the tasks they landed, and who worked on a file.
import type { LandedTask } from '../../../application/ports/session-branch.port.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import type { Git } from '../git-command.ts';

/** Commits that are described, and characters of the description. */
const COMMITS = 10;
const DESCRIPTION = 8_000;

const TRAILERS = ['Iteratr-Session', 'Iteratr-Iteration', 'Iteratr-Task']
  .map((key) => `%(trailers:key=${key},valueonly,separator=%x20)`)
  .join('%x09');

/** A range of commits of the repository at `root`. */
export interface CommitRange {
  readonly root: string;
  readonly since: string;
  readonly head: string;
}

/** Returns the tasks of the session that merges in the range have landed, oldest first. Throws `AdapterError` `GIT`. */
export async function landedTasks(
  git: Git,
  session: SessionName,
  { root, since, head }: CommitRange,
): Promise<readonly LandedTask[]> {
  const args = ['log', '--first-parent', '--reverse', '--no-show-signature', `--format=%H%x09${TRAILERS}`];
  const lines = (await git.run([...args, `${since}..${head}`, '--'], { cwd: root })).split('\n');
  return lines.flatMap((line): LandedTask[] => {
    const [commit = '', of, iteration = '', tasks = ''] = line.split('\t');
    if (of !== session || !/^[1-9]\d*$/.test(iteration)) return [];
    return tasks
      .split(' ')
      .filter((task) => /^TAS-[1-9]\d*$/.test(task))
      .map((task) => ({ task: task as TaskId, iteration: Number(iteration), commit }));
  });
}

/** Returns the commits of the range that touched a file, newest first, bounded; '' for none. Throws `AdapterError` `GIT` only if git does not run. */
export async function describeCommits(
  git: Git,
  files: readonly string[],
  { root, since, head }: CommitRange,
): Promise<string> {
  const format = [
    '--format=commit %h %s',
    '--stat=100',
    '--no-color',
    '--no-ext-diff',
    '--no-show-signature',
  ];
  const args = [
    'log',
    `--max-count=${COMMITS}`,
    '--no-merges',
    ...format,
    `${since}..${head}`,
    '--',
    ...files,
  ];
  const { ok, stdout } = await git.try(args, { cwd: root });
  const text = ok ? stdout.trim() : '';
  return text.length > DESCRIPTION ? `${text.slice(0, DESCRIPTION)}…` : text;
}
