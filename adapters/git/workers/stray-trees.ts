// Finds work trees of workers that no branch of theirs leads to: those with a detached HEAD, and those that were put aside.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Processes } from '../../../application/ports/processes.port.ts';
import type { StrayTree } from '../../../application/ports/worker-branches.port.ts';
import type { Git } from '../git-command.ts';
import { isUsed, type KnownTree, treesOf } from './tree-lock.ts';
import { placeOf, repositoryFolder } from './tree-place.ts';
import { uncommittedIn } from './uncommitted-in.ts';

interface StrayTreesOptions {
  readonly git: Git;
  readonly processes: Pick<Processes, 'startOf'>;
  /** Absolute path of the user's work tree. */
  readonly root: string;
  /** Absolute path of the directory for all work trees. Those that git knows elsewhere, and beside them, are found, too. */
  readonly directory: string;
}

export class StrayTrees {
  constructor(private readonly options: StrayTreesOptions) {}

  /** Returns those of all sessions of the repository, sorted by path. Throws `AdapterError` `GIT`. */
  async list(): Promise<readonly StrayTree[]> {
    const { git, root } = this.options;
    const shown = await git.run(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd: root });
    const folder = repositoryFolder(realpathSync(shown.trim()));
    const known = await treesOf(git, root);
    const detached = known.map((tree) => (tree.branch === undefined ? this.#detached(tree, folder) : []));
    const aside = this.#sessionDirectories(known, folder)
      .flatMap((directory) => namesIn(directory).map((name) => join(directory, name)))
      .filter((path) => !known.some((tree) => tree.path === path))
      .flatMap((path) => putAside(path, folder));
    const all = [...(await Promise.all(detached)).flat(), ...aside];
    return all.sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  async #detached(tree: KnownTree, folder: string): Promise<StrayTree[]> {
    const { git, root, processes } = this.options;
    const place = placeOf(tree.path, folder);
    if (!place || tree.head === undefined) return [];
    // What cannot be counted must not pass for merged.
    const range = [tree.head, '--not', '--branches', '--remotes', '--tags'];
    const counted = await git.run(['rev-list', '--count', ...range], { cwd: root });
    return [
      {
        ...{ state: 'detached', session: place.session, worker: place.worker, path: tree.path },
        ...{ commit: tree.head, unmerged: Number(counted.trim()) },
        uncommitted: await uncommittedIn(git, tree.path),
        isInUse: isUsed(tree, processes),
      },
    ];
  }

  /** Returns the directories that have the work trees of a session. */
  #sessionDirectories(known: readonly KnownTree[], folder: string): readonly string[] {
    const { directory } = this.options;
    const own = known.flatMap(({ path }) => (placeOf(path, folder) ? [dirname(dirname(path))] : []));
    if (existsSync(directory)) own.push(join(realpathSync(directory), folder));
    return [...new Set(own)].flatMap((place) => namesIn(place).map((name) => join(place, name)));
  }
}

function putAside(path: string, folder: string): StrayTree[] {
  const place = placeOf(path, folder);
  if (!place?.isAside) return [];
  const { session, worker } = place;
  const unknown = { commit: null, unmerged: null, uncommitted: null, isInUse: false };
  return [{ state: 'aside', session, worker, path, ...unknown }];
}

/** Returns the names of the directories in a directory, without links; none if it cannot be read. */
function namesIn(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
