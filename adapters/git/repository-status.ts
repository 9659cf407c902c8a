// Lists the files that differ from the last commit, each with a fingerprint of its content.
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FileFingerprints, MISSING } from './file-fingerprints.ts';
import { type Git, shownPath } from './git-command.ts';
import type { OwnOutput } from './own-output.ts';

/** Fingerprints by path relative to the repository's root, with one character per byte. */
export type DirtyFiles = ReadonlyMap<string, string>;

export interface RepositoryStatus {
  /** The commit that is checked out; null before the first commit. */
  readonly head: string | null;
  readonly dirty: DirtyFiles;
  /** Whether the index holds what HEAD does: the user has staged nothing. */
  readonly isIndexClean: boolean;
  /** Whether git reports no file and no repository, also none that is left out. */
  readonly isClean: boolean;
  /** Files that are left out because they have this program's output. */
  readonly ownFiles: readonly string[];
  /** Repositories directly inside this one, submodules or not, as paths relative to its root. */
  readonly nested: readonly string[];
}

/** Git does not look into submodules: their configuration could name programs to run. */
const STATUS = [
  'status',
  '--porcelain=v2',
  '--branch',
  '-z',
  '--untracked-files=all',
  '--no-renames',
  '--ignore-submodules=dirty',
];

export class StatusReader {
  readonly #fingerprints: FileFingerprints;

  /** Leaves out the absolute paths in `excluded`, everything below them, and the files of `ownOutput`. */
  constructor(
    private readonly git: Git,
    private readonly root: string,
    private readonly excluded: readonly string[],
    ownOutput: OwnOutput,
  ) {
    this.#fingerprints = new FileFingerprints(ownOutput);
  }

  /** Throws `AdapterError` `GIT`. */
  async read(): Promise<RepositoryStatus> {
    const { root } = this;
    // Git reports real paths.
    const left = this.excluded.map(realPath).map(bytesOf);
    const isLeftOut = (path: string) => left.some((out) => path === out || path.startsWith(`${out}/`));
    const prefix = `${bytesOf(root)}/`;
    const entries: { path: string; isSubmodule: boolean }[] = [];
    const nested = new Set(submodulesOf(root));
    let head: string | null = null;
    let isIndexClean = true;
    let isClean = true;
    for (const line of await this.git.list(STATUS, root)) {
      const oid = /^# branch\.oid ([0-9a-f]+)$/.exec(line)?.[1];
      if (oid !== undefined) head = oid;
      if (STAGED.test(line)) isIndexClean = false;
      if (!line.startsWith('# ')) isClean = false;
      const path = pathOf(line);
      if (path === undefined || isLeftOut(prefix + path)) continue;
      const isSubmodule = SUBMODULE.test(line);
      if (isSubmodule || path.endsWith('/')) nested.add(path.replace(/\/$/, ''));
      if (!path.endsWith('/')) entries.push({ path, isSubmodule });
    }
    const links = new LinkedDirectories(root);
    const files = entries.filter(({ path, isSubmodule }) => !isSubmodule && !links.lead(path));
    const found = await this.#fingerprints.read(files.map(({ path }) => prefix + path));
    const dirty = new Map<string, string>();
    const ownFiles: string[] = [];
    for (const { path, isSubmodule } of entries) {
      const fingerprint = isSubmodule
        ? await this.#pointer(path)
        : links.lead(path)
          ? MISSING
          : found.get(prefix + path);
      if (fingerprint !== undefined) dirty.set(path, fingerprint);
      else ownFiles.push(path);
    }
    const repositories = [...nested].filter((path) => !isLeftOut(prefix + path) && isRepository(root, path));
    return { head, dirty, isIndexClean, isClean, ownFiles, nested: repositories.map(shownPath) };
  }

  /** Returns what git would record of a submodule: the commit that is checked out in it. */
  async #pointer(path: string): Promise<string> {
    if (!isRepository(this.root, path)) return MISSING;
    const { stdout } = await this.git.try(['rev-parse', 'HEAD'], { cwd: join(this.root, shownPath(path)) });
    return `submodule ${stdout.trim()}`;
  }
}

/** Finds directories of the work tree that have become links. To git, the files that were below them are deleted. */
class LinkedDirectories {
  readonly #known = new Map<string, boolean>([['.', false]]);

  constructor(private readonly root: string) {}

  /** Returns whether the path, one character per byte, is below a link. */
  lead(path: string): boolean {
    const directory = dirname(path);
    let linked = this.#known.get(directory);
    if (linked === undefined) {
      linked =
        this.lead(directory) ||
        lstatSync(absolutePath(this.root, directory), { throwIfNoEntry: false })?.isSymbolicLink() === true;
      this.#known.set(directory, linked);
    }
    return linked;
  }
}

/** Returns what git ignores, directories as a whole, as paths relative to the root. Throws `AdapterError` `GIT`. */
export async function ignoredPaths(git: Git, root: string): Promise<string[]> {
  const status = [
    'status',
    '--porcelain=v2',
    '-z',
    '--untracked-files=all',
    '--ignored=matching',
    '--ignore-submodules=all',
  ];
  const entries = await git.list(status, root);
  return entries.filter((entry) => entry.startsWith('! ')).map((entry) => shownPath(entry.slice(2)));
}

/** Returns the absolute path of one with one character per byte. */
export function absolutePath(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')]);
}

/** Returns the paths whose content differs from `before`. */
export function changedPaths(before: DirtyFiles, now: DirtyFiles): string[] {
  return [...now].flatMap(([path, fingerprint]) => (before.get(path) === fingerprint ? [] : [path]));
}

function bytesOf(path: string): string {
  return Buffer.from(path).toString('latin1');
}

/** Returns the path with links resolved, as far as it exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

/** The number of fields before the path, by the kind of entry: changed, unmerged, untracked. */
const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

/**
 * Returns the path of a status entry; undefined if the entry is not a file.
 * https://git-scm.com/docs/git-status#_porcelain_format_version_2
 */
export function pathOf(entry: string): string | undefined {
  const fields = FIELDS_BEFORE_PATH[entry.charAt(0)];
  return fields === undefined ? undefined : entry.split(' ').slice(fields).join(' ');
}

/** Matches staged and unmerged entries. */
const STAGED = /^(1 [^.]|u )/;
const SUBMODULE = /^[1u] .. S/;

/** Returns whether the path is the root of a repository. */
function isRepository(root: string, path: string): boolean {
  return existsSync(absolutePath(root, `${path}/.git`));
}

const MAX_MODULES_BYTES = 1024 * 1024;

/** Returns the paths in `.gitmodules`, without those outside the work tree. */
export function submodulesOf(root: string): string[] {
  const file = join(root, '.gitmodules');
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > MAX_MODULES_BYTES) return [];
  const text = readFileSync(file, 'latin1');
  return [...text.matchAll(/^\s*path\s*=\s*"?(.+?)"?\s*$/gm)]
    .map(([, path = '']) => path)
    .filter((path) => !path.startsWith('/') && !path.split('/').includes('..'));
}
