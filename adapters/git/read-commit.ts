// Reads what a commit changed, in a bounded size, and without any program that the repository configures.
import { AdapterError } from '../../application/errors.ts';
import type { CommitChanges, CommitFile } from '../../application/ports/commit-reader.port.ts';
import { type Git, type GitOptions, shownPath } from './git-command.ts';
import { findRepository } from './repository.ts';

/** A commit with more changed lines is listed without its diffs. */
const MOST_LINES = 20_000;
const MOST_FILES = 500;
/** In characters, of one file and of all. */
const LONGEST_DIFF = 200_000;
const LONGEST_COMMIT = 1_000_000;

/** Plumbing reads no settings of the user's interface. Renames are found; neither drivers nor filters run. */
const COMPARE = ['diff-tree', '-r', '-M', '--no-ext-diff', '--no-textconv', '--no-color'];

/** Implements the port `ReadCommit` for the work tree at `cwd`. */
export async function readCommit(git: Git, cwd: string, commit: string): Promise<CommitChanges> {
  const repository = /^[0-9a-f]{4,64}$/.test(commit) ? await findRepository(git, cwd) : undefined;
  if (!repository) throw missing(commit);
  // Objects that are not there are not fetched: that would run programs and take any time.
  const options = { cwd: repository.root, bytes: true, env: { GIT_NO_LAZY_FETCH: '1' } } as const;
  const message = await git.try(['cat-file', 'commit', commit], options);
  if (!message.ok) throw missing(commit);
  const range = await rangeOf(git, commit, options);
  const counted = await git.run([...COMPARE, '--numstat', '-z', ...range], options);
  const files = filesOf(counted);
  const total = files.reduce((sum, { lines }) => sum + (lines ? lines.added + lines.removed : 0), 0);
  const patches =
    total > MOST_LINES ? [] : patchesOf(await git.run([...COMPARE, '--patch', ...range], options));
  return {
    subject: shownPath(message.stdout.split('\n\n').slice(1).join('\n\n').trimStart().split('\n')[0] ?? ''),
    files: withHunks(files, patches).slice(0, MOST_FILES),
    filesLeftOut: Math.max(0, files.length - MOST_FILES),
  };
}

/** Returns the arguments that compare a commit with its first parent, or the first commit with nothing. */
async function rangeOf(git: Git, commit: string, options: GitOptions): Promise<readonly string[]> {
  const parent = await git.try(['rev-parse', '--verify', '--quiet', `${commit}^1`], options);
  return parent.ok ? [parent.stdout.trim(), commit] : ['--no-commit-id', '--root', commit];
}

/** Reads `--numstat -z`: counts and a path, or counts, an empty path and the two paths of a rename. */
function filesOf(text: string): CommitFile[] {
  const parts = text.split('\0');
  const files: CommitFile[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const [, added = '', removed = '', path = ''] =
      /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(parts[at] ?? '') ?? [];
    if (added === '') continue;
    const lines = added === '-' ? null : { added: Number(added), removed: Number(removed) };
    if (path !== '') files.push({ path: shownPath(path), from: null, lines, hunks: '' });
    else {
      const [from = '', to = ''] = parts.slice(at + 1, at + 3);
      files.push({ path: shownPath(to), from: shownPath(from), lines, hunks: '' });
      at += 2;
    }
  }
  return files;
}

/** Returns the hunks of each file. Lines of a file's content begin with a sign, so no content looks like a head. */
function patchesOf(text: string): string[] {
  return text
    .split(/^diff --git .*\n/m)
    .slice(1)
    .map((part) => {
      const start = part.search(/^@@ /m);
      return start === -1 ? '' : part.slice(start);
    });
}

/** Gives each file its hunks: git lists files and diffs in the same order. */
function withHunks(files: readonly CommitFile[], patches: readonly string[]): CommitFile[] {
  let room = patches.length === files.length ? LONGEST_COMMIT : 0;
  return files.map((file, index) => {
    const hunks = patches[index] ?? '';
    if (hunks.length > Math.min(room, LONGEST_DIFF)) return file;
    room -= hunks.length;
    return { ...file, hunks: shownPath(hunks) };
  });
}

function missing(commit: string): AdapterError {
  return new AdapterError(
    'GIT',
    `there is no commit ${JSON.stringify(commit.slice(0, 64))} in this work tree`,
    {
      remedy: 'look for it with `git log --all`',
    },
  );
}
