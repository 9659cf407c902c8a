// Implements the `WorkTree` port with git: finds what an iteration changed, and commits exactly that.
import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import type {
  CommitResult,
  WorkTree,
  WorkTreeChanges,
  WorkTreeState,
} from '../../application/ports/work-tree.port.ts';
import { changedBelow } from './changed-since.ts';
import { CommitIndex, finishUnfinished, indexStamp, lastCommit, refreshIndex } from './commit-index.ts';
import { fileOf } from './file-fingerprints.ts';
import { complaintOf, Git, shownPath } from './git-command.ts';
import { GitGuard } from './git-guard.ts';
import { OwnOutput, type PrintedLengths } from './own-output.ts';
import { commitObstacle, findRepository, type Repository } from './repository.ts';
import {
  absolutePath,
  changedPaths,
  type DirtyFiles,
  type RepositoryStatus,
  StatusReader,
} from './repository-status.ts';

export interface GitWorkTreeOptions {
  readonly cwd: string;
  /** Absolute paths that are never committed and never count as changed. */
  readonly neverCommit: readonly string[];
  /** This program's own output, which is neither a change nor committed. */
  readonly ownOutput?: OwnOutput;
  readonly processes: Processes;
  readonly logger: Logger;
}

interface Checkout {
  readonly head: string | null;
  readonly dirty: DirtyFiles;
}

interface GitState extends WorkTreeState, Checkout {
  /** When the capture began, in milliseconds since the epoch. */
  readonly at: number;
  /** The stamp of the index, if the user had staged nothing. */
  readonly cleanIndex?: string;
  /** undefined outside of a repository. */
  readonly repository?: Repository;
  /** The repositories inside this one, by path relative to its root. */
  readonly nested: ReadonlyMap<string, Checkout>;
  /** How much this program had printed by then. */
  readonly printed: PrintedLengths;
  /** Why git could not report the state. */
  readonly problem?: string;
}

/** Repositories inside repositories that are looked into. */
const MAX_NESTED = 100;
/** Maximum number of files to look at if git reports no change. */
const SCANNED_ENTRIES = 200_000;
const LISTED_FILES = 1_000;

export class GitWorkTree implements WorkTree {
  /** Cached once found: it does not move. While there is none, the agent may create it. */
  #repository: Repository | undefined;

  readonly #git: Git;
  readonly #guard: GitGuard;
  readonly #ownOutput: OwnOutput;
  readonly #readers = new Map<string, StatusReader>();
  #isFirst = true;

  constructor(private readonly options: GitWorkTreeOptions) {
    this.#git = new Git(options.processes);
    this.#guard = new GitGuard(this.#git);
    this.#ownOutput = options.ownOutput ?? new OwnOutput();
  }

  async capture(): Promise<GitState> {
    const at = performance.timeOrigin + performance.now();
    const printed = this.#ownOutput.lengths();
    const nothing = {
      kind: 'work-tree-state',
      at,
      head: null,
      dirty: new Map(),
      nested: new Map(),
      printed,
    } as const;
    try {
      this.#repository ??= await this.#find();
      if (!this.#repository) return nothing;
      const nested = new Map<string, Checkout>();
      const stamp = indexStamp(this.#repository.gitDir);
      const { isIndexClean, ...checkout } = await this.#read(this.#repository.root, '', nested);
      // Read this after the files, so that no file can contain more of the output.
      return {
        ...nothing,
        repository: this.#repository,
        nested,
        ...checkout,
        printed: this.#ownOutput.lengths(),
        ...(isIndexClean && { cleanIndex: stamp }),
      };
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      this.#repository = undefined;
      this.options.logger.warn('git does not report the state of the work tree', { error });
      return { ...nothing, problem: error.message };
    } finally {
      this.#isFirst = false;
    }
  }

  async changedSince(since: WorkTreeState): Promise<WorkTreeChanges> {
    const before = since as GitState;
    const now = await this.capture();
    const files = now.repository && before.problem === undefined ? await this.#changedFiles(before, now) : [];
    if (files.length > 0 || moved(before, now)) return { files, progress: true };
    const { paths, cut } = await changedBelow(this.options.cwd, {
      sinceMs: before.at,
      entries: SCANNED_ENTRIES,
      // With git, what it does not list is ignored: that something changed is enough.
      found: now.repository ? 1 : LISTED_FILES,
      isExcluded: this.#isExcluded(),
      isOwn: (stat) => this.#ownOutput.isFile(stat),
    });
    if (cut && paths.length === 0) {
      this.options.logger.warn('the work tree is too large to look for changes everywhere', {
        entries: SCANNED_ENTRIES,
      });
    }
    return { files: now.repository ? [] : paths, progress: paths.length > 0 };
  }

  async commitSince(since: WorkTreeState, message: string, signal: AbortSignal): Promise<CommitResult> {
    try {
      return await this.#commitSince(since as GitState, message, signal);
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      return { type: 'skipped', reason: error.message };
    }
  }

  async #find(): Promise<Repository | undefined> {
    const repository = await findRepository(this.#git, this.options.cwd);
    if (!repository) return undefined;
    await finishUnfinished(this.#git, repository, this.options.processes).catch((error: unknown) => {
      this.options.logger.warn('could not finish the commit of a killed build', { error });
    });
    return repository;
  }

  /** Reads a repository and, into `nested`, those inside it. Throws `AdapterError` `GIT` also if git would run what the agent wrote. */
  async #read(
    root: string,
    prefix: string,
    nested: Map<string, Checkout>,
  ): Promise<Omit<RepositoryStatus, 'nested'>> {
    const { comparing } = await this.#guard.check(root, { began: !this.#isFirst });
    if (comparing.length > 0) {
      throw new AdapterError(
        'GIT',
        `git was not run in ${root}, its configuration changed during the run: ${comparing.join(', ')}`,
      );
    }
    const { nested: inside, ...checkout } = await this.#reader(root).read();
    for (const path of inside) {
      if (nested.size >= MAX_NESTED) break;
      const key = `${prefix}${path}`;
      nested.set(key, { head: null, dirty: new Map() });
      try {
        nested.set(key, await this.#read(join(root, path), `${key}/`, nested));
      } catch (error) {
        if (!(error instanceof AdapterError)) throw error;
        this.options.logger.warn('git does not report the state of a repository inside the repository', {
          path: key,
          error,
        });
      }
    }
    return checkout;
  }

  #reader(root: string): StatusReader {
    let reader = this.#readers.get(root);
    if (!reader) {
      reader = new StatusReader(this.#git, root, this.options.neverCommit, this.#ownOutput);
      this.#readers.set(root, reader);
    }
    return reader;
  }

  #isExcluded(): (path: string) => boolean {
    const excluded = this.options.neverCommit.flatMap((path) => [path, realPathOf(path)]);
    return (path) => excluded.some((out) => path === out || path.startsWith(out + sep));
  }

  /** Every path that changed, committed meanwhile or not, in this repository and those inside it. */
  async #changedFiles(before: GitState, now: GitState): Promise<string[]> {
    const { repository } = now;
    if (!repository) return [];
    const files = (await this.#changedIn(repository.root, before, now, before.printed)).map(shownPath);
    for (const [path, checkout] of now.nested) {
      const then = before.nested.get(path) ?? { head: null, dirty: new Map() };
      const changed = await this.#changedIn(join(repository.root, path), then, checkout, before.printed);
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
      ...(await this.#uncommitted(root, before, now, printed)),
      ...[...before.dirty.keys()].filter((path) => !now.dirty.has(path)),
      ...(await committedBetween(this.#git, root, before.head, now.head)),
    ];
  }

  /** Returns the paths that differ from both the last commit and `before`, without copies of this program's output. */
  async #uncommitted(
    root: string,
    before: Checkout,
    now: Checkout,
    printed: PrintedLengths,
  ): Promise<string[]> {
    const paths: string[] = [];
    for (const path of changedPaths(before.dirty, now.dirty)) {
      const [then, file] = [fileOf(before.dirty.get(path)), fileOf(now.dirty.get(path))];
      const grown = then && file && then.size < file.size;
      const isCopy = grown && (await this.#ownOutput.isCopiedTo(absolutePath(root, path), then, printed));
      if (!isCopy) paths.push(path);
    }
    return paths;
  }

  async #commitSince(before: GitState, message: string, signal: AbortSignal): Promise<CommitResult> {
    const now = await this.capture();
    const { repository, head, problem = before.problem } = now;
    if (problem !== undefined) return { type: 'skipped', reason: problem };
    if (!repository) return { type: 'skipped', reason: `${this.options.cwd} is not in a git repository` };
    const { root } = repository;
    const warnings = await this.#unreachable(root, before, now);
    const paths = await this.#uncommitted(root, before, now, before.printed);
    if (paths.length === 0) return { type: 'clean', commit: head === before.head ? null : head, warnings };
    const [keys, obstacle, hooks] = await Promise.all([
      this.#changedKeys(root),
      commitObstacle(this.#git, repository),
      this.#guard.changedHooks(root),
    ]);
    const reason = keys ?? obstacle;
    if (reason !== undefined) return { type: 'skipped', reason };
    if (hooks.length > 0) {
      warnings.push(`git ran no hooks, because these changed during the run: ${hooks.join(', ')}`);
    }
    const options = { message, signal, hooks: hooks.length === 0 };
    return this.#commit(repository, now, paths, options, warnings);
  }

  async #changedKeys(root: string): Promise<string | undefined> {
    const { committing } = await this.#guard.check(root);
    if (committing.length === 0) return undefined;
    return `the configuration of git changed during the run: ${committing.join(', ')}`;
  }

  /** Names the repositories with changes that a commit of the outer one cannot hold. */
  async #unreachable(root: string, before: GitState, now: GitState): Promise<string[]> {
    const warnings: string[] = [];
    for (const [path, checkout] of now.nested) {
      const then = before.nested.get(path) ?? { head: null, dirty: new Map() };
      const files = await this.#uncommitted(join(root, path), then, checkout, before.printed);
      if (files.length > 0)
        warnings.push(`${path} is a repository inside the repository: its changes are not committed`);
    }
    return warnings;
  }

  /**
   * Commits through a temporary index, created from HEAD and the paths. Other files that the user has staged stay staged and out
   * of the commit, and a failed commit leaves no trace.
   */
  async #commit(
    repository: Repository,
    { head, dirty, cleanIndex }: GitState,
    paths: readonly string[],
    {
      message,
      signal,
      hooks,
    }: { readonly message: string; readonly signal: AbortSignal; readonly hooks: boolean },
    warnings: string[],
  ): Promise<CommitResult> {
    const { root } = repository;
    const index = new CommitIndex(this.#git, repository);
    try {
      const left = await index.fill(head, paths, dirty, cleanIndex);
      for (const { path, reason } of left)
        warnings.push(`${shownPath(path)} was left out of the commit: ${reason}`);
      if (left.length === paths.length) return { type: 'skipped', reason: warnings.join('\n') };
      const options = { ...index.options, input: message, signal, hooks };
      const result = await this.#git.try(['commit', '--quiet', '--cleanup=whitespace', '--file=-'], options);
      if (!result.ok) return { type: 'skipped', reason: refusal(result.stderr || result.stdout) };
      const made = await lastCommit(this.#git, root);
      const complaint = await refreshIndex(this.#git, root, made);
      if (complaint !== '')
        this.options.logger.warn('could not update the index after a commit', { complaint });
      const files = made.entries.map(({ path }) => shownPath(path));
      return { type: 'committed', commit: made.id, files, warnings };
    } finally {
      // Remove it last: if this program is killed before, the next one finds the index and finishes the commit.
      await index.remove();
    }
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

/** Returns git's error message, with a remedy for a common one. */
function refusal(complaint: string): string {
  if (/tell me who you are|empty ident|unable to auto-detect email/i.test(complaint)) {
    return 'git has no identity; set user.name and user.email with `git config`';
  }
  return `git commit failed: ${complaintOf(complaint)}`;
}
