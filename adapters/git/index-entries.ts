// Writes entries into an index: those whose content is known, and those that git reads from the work tree.
import { AdapterError } from '../../application/errors.ts';
import { complaintOf, type Git, type GitOptions } from './git-command.ts';

/** The entry of a path, one character per byte, in a commit or an index. */
export interface IndexEntry {
  /** `ABSENT` for none. */
  readonly mode: string;
  readonly oid: string;
  readonly path: string;
}

export const ABSENT = '000000';

/** Returns the object id that stands for none, with as many digits as the others have. */
export function zeros(oid: string | null): string {
  return '0'.repeat(oid?.length ?? 40);
}

/** Sets entries without reading the work tree; absent ones first, because a file may replace a directory. Throws `AdapterError` `GIT`. */
export async function writeEntries(
  git: Git,
  options: GitOptions,
  entries: readonly IndexEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const sorted = [...entries].sort((a, b) => Number(b.mode === ABSENT) - Number(a.mode === ABSENT));
  const input = sorted
    .map(({ mode, oid, path }) => `${mode === ABSENT ? '0' : mode} ${oid}\t${path}\0`)
    .join('');
  await git.run(['update-index', '-z', '--index-info'], { ...options, input, bytes: true });
}

/** A path, one character per byte, that git does not accept. */
export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}

/** Maximum number of git calls to find the paths that it does not accept. */
const MAX_TRIES = 500;

const NO_SPACE = /no space left on device|disk quota exceeded/i;

/** The error of a commit for which the disk has no room. `detail`: who says so. */
export function diskFull(detail: string): AdapterError {
  const problem = `the disk is full (${complaintOf(detail)}); the next commit includes the changes`;
  return new AdapterError('GIT', problem, { remedy: 'make room' });
}

/** Adds what the work tree has at the paths. Returns those that git does not accept. Throws `AdapterError` `GIT` if the disk is full. */
export function addPaths(
  git: Git,
  options: GitOptions,
  paths: readonly string[],
): Promise<readonly LeftOut[]> {
  return new Additions(git, options).add(paths);
}

/** Adds paths in one call and, if git does not accept one of them, finds it by halving the list. */
class Additions {
  #tries = 0;

  constructor(
    private readonly git: Git,
    private readonly options: GitOptions,
  ) {}

  async add(paths: readonly string[]): Promise<readonly LeftOut[]> {
    if (paths.length === 0) return [];
    if (++this.#tries > MAX_TRIES)
      return paths.map((path) => ({ path, reason: 'git does not accept too many of the paths' }));
    const input = paths.map((path) => `${path}\0`).join('');
    const update = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
    const { ok, stderr } = await this.git.try(update, { ...this.options, input });
    if (ok) return [];
    // Not the fault of a path: the whole commit waits, or files would be missing from it for good.
    if (NO_SPACE.test(stderr)) throw diskFull(stderr);
    const [path] = paths;
    if (paths.length === 1 && path !== undefined) return [{ path, reason: complaintOf(stderr) }];
    const half = paths.length >> 1;
    return [...(await this.add(paths.slice(0, half))), ...(await this.add(paths.slice(half)))];
  }
}
