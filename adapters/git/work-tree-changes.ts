// Finds what changed between two states of the work tree, with git as far as it can tell, otherwise by the times of files.
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { WorkTreeChanges } from '../../application/ports/work-tree.port.ts';
import { changedBelow } from './changed-since.ts';
import { fileOf } from './file-fingerprints.ts';
import { type Git, shownPath } from './git-command.ts';
import type { Checkout } from './kept-state.ts';
import type { OwnOutput, PrintedLengths } from './own-output.ts';
import type { Repository } from './repository.ts';
import { absolutePath, changedPaths, ignoredPaths } from './repository-status.ts';
import type { GitState, GitWorkTreeOptions } from './work-tree-state.ts';

/** Maximum number of files to look at if git reports no change. */
const SCANNED_ENTRIES = 200_000;
const LISTED_FILES = 1_000;
const EMPTY_FILE = { size: 0, sha1: createHash('sha1').digest('hex') };
const NOTHING: Checkout = { head: null, dirty: new Map() };

export class ChangeFinder {
  constructor(
    private readonly git: Git,
    private readonly ownOutput: OwnOutput,
    private readonly options: Pick<GitWorkTreeOptions, 'cwd' | 'neverCommit' | 'logger'>,
  ) {}

  /** Returns what changed, committed or not. Throws `AdapterError` `GIT`. */
  async changes(before: GitState, now: GitState): Promise<WorkTreeChanges> {
    const { repository } = now;
    if (!repository) return this.#changedWithoutGit(before);
    const files = before.problem === undefined ? await this.#changedFiles(repository, before, now) : [];
    if (files.length > 0 || moved(before, now)) return { files, progress: true };
    const ignored = (await ignoredPaths(this.git, repository.root)).map((path) =>
      join(repository.root, path),
    );
    // That something changed there is enough.
    const paths = await this.#scan(repository.root, before, 1, ignored);
    return { files: [], progress: paths.length > 0 };
  }

  /** Returns the repositories inside this one that have uncommitted changes, as paths. */
  async changedRepositories({ root }: Repository, before: GitState, now: GitState): Promise<string[]> {
    const changed: string[] = [];
    for (const [path, checkout] of now.nested) {
      const then = before.nested.get(path) ?? NOTHING;
      const files = await this.uncommitted(join(root, path), then, checkout, before.printed);
      if (files.length > 0) changed.push(path);
    }
    return changed;
  }

  /** Returns the paths that differ from both the last commit and `before`, without copies of this program's output. */
  async uncommitted(
    root: string,
    before: Checkout,
    now: Checkout,
    printed: PrintedLengths,
  ): Promise<string[]> {
    const paths: string[] = [];
    for (const path of changedPaths(before.dirty, now.dirty)) {
      const [then, file] = [fileOf(before.dirty.get(path)), fileOf(now.dirty.get(path))];
      const grown = then && file && then.size < file.size;
      const isCopy = grown && (await this.ownOutput.isCopiedTo(absolutePath(root, path), then, printed));
      if (!isCopy) paths.push(path);
    }
    return paths;
  }

  async #changedWithoutGit(before: GitState): Promise<WorkTreeChanges> {
    const { cwd } = this.options;
    const files: string[] = [];
    for (const path of await this.#scan(cwd, before, LISTED_FILES)) {
      const isCopy = await this.ownOutput.isCopiedTo(
        Buffer.from(join(cwd, path)),
        EMPTY_FILE,
        before.printed,
      );
      if (!isCopy) files.push(path);
    }
    return { files, progress: files.length > 0 };
  }

  async #scan(
    directory: string,
    before: GitState,
    found: number,
    places?: readonly string[],
  ): Promise<readonly string[]> {
    const { paths, cut } = await changedBelow(directory, {
      sinceMs: before.at,
      entries: SCANNED_ENTRIES,
      found,
      isExcluded: this.#isExcluded(),
      isOwn: (stat) => this.ownOutput.isFile(stat),
      ...(places && { places }),
    });
    if (cut && paths.length === 0) {
      this.options.logger.warn('too many files to look for changes everywhere', { entries: SCANNED_ENTRIES });
    }
    return paths;
  }

  #isExcluded(): (path: string) => boolean {
    const excluded = this.options.neverCommit.flatMap((path) => [path, realPathOf(path)]);
    return (path) => excluded.some((out) => path === out || path.startsWith(out + sep));
  }

  /** Every path that changed, committed meanwhile or not, in this repository and those inside it. */
  async #changedFiles({ root }: Repository, before: GitState, now: GitState): Promise<string[]> {
    const files = (await this.#changedIn(root, before, now, before.printed)).map(shownPath);
    for (const [path, checkout] of now.nested) {
      const then = before.nested.get(path) ?? NOTHING;
      const changed = await this.#changedIn(join(root, path), then, checkout, before.printed);
      files.push(...changed.map((file) => `${path}/${shownPath(file)}`));
    }
    return [...new Set(files)].sort();
  }

  async #changedIn(
    root: string,
    before: Checkout,
    now: Checkout,
    printed: PrintedLengths,
  ): Promise<string[]> {
    return [
      ...(await this.uncommitted(root, before, now, printed)),
      ...[...before.dirty.keys()].filter((path) => !now.dirty.has(path)),
      ...(await committedBetween(this.git, root, before.head, now.head)),
    ];
  }
}

/** Whether a commit was made in any of the repositories. */
function moved(before: GitState, now: GitState): boolean {
  if (before.problem !== undefined || now.problem !== undefined) return false;
  const inside = [...now.nested].some(([path, { head }]) => (before.nested.get(path)?.head ?? null) !== head);
  return before.head !== now.head || inside;
}

async function committedBetween(
  git: Git,
  root: string,
  before: string | null,
  now: string | null,
): Promise<string[]> {
  if (now === null || now === before) return [];
  if (before === null) return git.list(['ls-tree', '-r', '--name-only', '-z', now], root);
  return git.list(['diff', '--name-only', '--no-renames', '-z', before, now], root);
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
