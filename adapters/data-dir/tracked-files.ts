// Refuses a data directory with files that git tracks, because they came from somebody else with a clone.
import { execFile } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import { gitRootOf } from './git-root.ts';
import { entryAt, refused } from './own-path.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

const LIMIT_MS = 30_000;
/** One name is enough to refuse the directory. */
const LIMIT_BYTES = 256 * 1024;

/**
 * Throws `DATA_DIR.REFUSED` when git tracks files in the data directory, and `DATA_DIR` when git does not answer in time. Passes
 * if there is no repository, data directory or git. Never runs programs that a repository configures.
 */
export async function requireUntracked(dataDir: string, env: Variables = process.env): Promise<void> {
  const path = resolve(dataDir);
  if (!entryAt(path)) return;
  const above = realpathSync(dirname(path));
  const asked: Promise<readonly string[]>[] = [];
  // Ignore the case: on many disks ".Iteratr" is the same directory.
  if (gitRootOf(above) !== undefined)
    asked.push(trackedBelow(above, `:(icase,literal)${basename(path)}`, env));
  // Without an index, as in the one that iteratr makes, a repository tracks nothing.
  if (existsSync(join(path, '.git', 'index')))
    asked.push(trackedBelow(path, '.', env).then((names) => names.map(() => basename(path))));
  const tracked = (await Promise.all(asked))
    .flat()
    .filter((name) => isSame(join(above, name.split('/')[0] ?? ''), path));
  if (tracked.length === 0) return;
  throw refused(
    `git tracks files in the data directory ${path}`,
    `untrack them with \`git rm -r --cached ${quoted(path)}\`, or delete the directory if it came with somebody else's repository`,
  );
}

/** Returns tracked paths relative to the directory, with `/`; none without git or outside of a repository. */
function trackedBelow(directory: string, pathspec: string, env: Variables): Promise<readonly string[]> {
  const settings = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'safe.directory=*'];
  const args = [
    ...settings.flatMap((setting) => ['-c', setting]),
    ...['-C', directory, 'ls-files', '--cached', '-z', '--', pathspec],
  ];
  // Do not run in the project, where a relative entry in PATH would find programs.
  const options = { cwd: '/', env: withoutGit(env), timeout: LIMIT_MS, maxBuffer: LIMIT_BYTES };
  return new Promise((done, failed) => {
    execFile('git', args, options, (error, stdout) => {
      if (error?.killed && error.code !== 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
        failed(
          new AdapterError(
            'DATA_DIR',
            `git did not list the tracked files in ${directory} within ${LIMIT_MS / 1_000} s`,
            { remedy: 'try again' },
          ),
        );
      } else if (error && typeof error.code === 'number') done([]);
      else done(stdout.split('\0').filter(Boolean));
    });
  });
}

function withoutGit(env: Variables): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0' };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [entryAt(one), entryAt(other)];
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
