// Implements the `WorkTree` port with git: finds what an iteration changed, and commits exactly that.
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import type { CommitResult, WorkTree, WorkTreeState } from '../../application/ports/work-tree.port.ts';
import { changedPaths, type DirtyFiles, fileOf, statusOf } from './dirty-files.ts';
import { Git, lastLine, shownPath } from './git-command.ts';
import { committedPaths, finishUnfinished, OwnIndex, refreshIndex } from './own-index.ts';
import { OwnOutput, type PrintedLengths } from './own-output.ts';
import { commitObstacle, findRepository, type Repository } from './repository.ts';

export interface GitWorkTreeOptions {
  readonly cwd: string;
  /** Absolute paths that are never committed. */
  readonly neverCommit: readonly string[];
  /** This program's own output, which is neither a change nor committed. */
  readonly ownOutput?: OwnOutput;
  readonly processes: Processes;
  readonly logger: Logger;
}

interface GitState extends WorkTreeState {
  /** undefined outside of a repository. */
  readonly repository?: Repository;
  readonly head: string | null;
  readonly dirty: DirtyFiles;
  /** How much this program had printed by then. */
  readonly printed: PrintedLengths;
  /** Why the state is unknown; if set, the other fields mean nothing. */
  readonly problem?: string;
}

const NO_REPOSITORY: GitState = {
  kind: 'work-tree-state',
  head: null,
  dirty: new Map(),
  printed: { stdout: 0, stderr: 0, both: 0 },
};

export class GitWorkTree implements WorkTree {
  /** Cached once found: it does not move. While there is none, the agent may create it. */
  #repository: Repository | undefined;

  readonly #git: Git;
  readonly #ownOutput: OwnOutput;

  constructor(private readonly options: GitWorkTreeOptions) {
    this.#git = new Git(options.processes);
    this.#ownOutput = options.ownOutput ?? new OwnOutput();
  }

  async capture(): Promise<GitState> {
    try {
      this.#repository ??= await this.#find();
      if (!this.#repository) return NO_REPOSITORY;
      const status = await statusOf(
        this.#git,
        this.#repository.root,
        this.options.neverCommit,
        this.#ownOutput,
      );
      // Read this after the files, so that no file can contain more of the output.
      const printed = this.#ownOutput.lengths();
      return { kind: 'work-tree-state', repository: this.#repository, printed, ...status };
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      this.#repository = undefined;
      this.options.logger.warn('the state of the work tree is unknown', { error });
      return { ...NO_REPOSITORY, problem: error.message };
    }
  }

  async changedSince(since: WorkTreeState): Promise<string[]> {
    const before = since as GitState;
    const now = await this.capture();
    if (before.problem !== undefined || now.problem !== undefined) return [];
    const paths = new Set([
      ...(await this.#changedPaths(before, now)),
      ...[...before.dirty.keys()].filter((path) => !now.dirty.has(path)),
      ...(await committedBetween(this.#git, before, now)),
    ]);
    return [...paths].map(shownPath).sort();
  }

  async commitSince(since: WorkTreeState, message: string, signal: AbortSignal): Promise<CommitResult> {
    try {
      return await this.#commitSince(since as GitState, message, signal);
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      return { type: 'skipped', reason: error.message };
    }
  }

  /** Returns the changed paths, without files that only received a copy of this program's output. */
  async #changedPaths(before: GitState, { repository, dirty }: GitState): Promise<string[]> {
    const paths: string[] = [];
    for (const path of changedPaths(before.dirty, dirty)) {
      const [then, now] = [fileOf(before.dirty.get(path)), fileOf(dirty.get(path))];
      const grown = repository && then && now && then.size < now.size;
      const absolute =
        grown && Buffer.concat([Buffer.from(`${repository.root}/`), Buffer.from(path, 'latin1')]);
      if (!absolute || !(await this.#ownOutput.isCopiedTo(absolute, then, before.printed))) paths.push(path);
    }
    return paths;
  }

  async #find(): Promise<Repository | undefined> {
    const repository = await findRepository(this.#git, this.options.cwd);
    if (!repository) return undefined;
    await finishUnfinished(this.#git, repository, this.options.processes).catch((error: unknown) => {
      this.options.logger.warn('could not finish the commit of a killed build', { error });
    });
    return repository;
  }

  async #commitSince(before: GitState, message: string, signal: AbortSignal): Promise<CommitResult> {
    const now = await this.capture();
    const { repository, head, problem = before.problem } = now;
    if (problem !== undefined) return { type: 'skipped', reason: problem };
    if (!repository) return { type: 'skipped', reason: `${this.options.cwd} is not in a git repository` };
    const paths = await this.#changedPaths(before, now);
    if (paths.length === 0) return { type: 'clean', commit: head === before.head ? null : head };
    const reason = await commitObstacle(this.#git, repository);
    return reason === undefined
      ? this.#commit(repository, head, paths, message, signal)
      : { type: 'skipped', reason };
  }

  /**
   * Commits through a temporary index, created from HEAD and the paths. Other files that the user has staged stay staged and out
   * of the commit, and a failed commit leaves no trace.
   */
  async #commit(
    repository: Repository,
    head: string | null,
    paths: readonly string[],
    message: string,
    signal: AbortSignal,
  ): Promise<CommitResult> {
    const { root } = repository;
    const { logger } = this.options;
    const list = paths.map((path) => `${path}\0`).join('');
    const index = new OwnIndex(this.#git, repository);
    try {
      await index.fill(head, list);
      const options = { ...index.options, input: message, signal };
      const result = await this.#git.try(['commit', '--quiet', '--cleanup=whitespace', '--file=-'], options);
      if (!result.ok) return { type: 'skipped', reason: refusal(result.stderr || result.stdout) };
      const complaint = await refreshIndex(this.#git, root, list);
      if (complaint !== '') logger.warn('could not update the index after a commit', { complaint });
    } finally {
      // Remove it last: if this program is killed before, the next one finds the index and finishes the commit.
      await index.remove();
    }
    const commit = (await this.#git.run(['rev-parse', 'HEAD'], { cwd: root })).trim();
    return {
      type: 'committed',
      commit,
      files: (await committedPaths(this.#git, root, commit)).map(shownPath),
    };
  }
}

async function committedBetween(
  git: Git,
  before: GitState,
  { repository, head }: GitState,
): Promise<string[]> {
  if (!repository || head === null || head === before.head) return [];
  const { root } = repository;
  if (before.head === null) return git.list(['ls-tree', '-r', '--name-only', '-z', head], root);
  return git.list(['diff', '--name-only', '--no-renames', '-z', before.head, head], root);
}

/** Returns git's error message in one line, with a remedy for a common one. */
function refusal(complaint: string): string {
  if (/tell me who you are|empty ident|unable to auto-detect email/i.test(complaint)) {
    return 'git has no identity; set user.name and user.email with `git config`';
  }
  return `git commit failed: ${lastLine(complaint)}`;
}
