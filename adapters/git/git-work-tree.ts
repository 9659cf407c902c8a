// The work tree by git: what an iteration changed, and a commit of exactly that.
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
  /** What this program prints is neither a change nor committed. */
  readonly ownOutput?: OwnOutput;
  readonly processes: Processes;
  readonly logger: Logger;
}

interface GitState extends WorkTreeState {
  /** undefined outside of one. */
  readonly repository?: Repository;
  readonly head: string | null;
  readonly dirty: DirtyFiles;
  /** How much this program had printed by then. */
  readonly printed: PrintedLengths;
  /** Why the state could not be found out; nothing can be told from it then. */
  readonly problem?: string;
}

const NO_REPOSITORY: GitState = {
  kind: 'work-tree-state',
  head: null,
  dirty: new Map(),
  printed: { stdout: 0, stderr: 0, both: 0 },
};

export class GitWorkTree implements WorkTree {
  /** Found once: it does not move, but the agent can make it. */
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
      // Read after the files: none of them can hold more of it.
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

  /** Without copies of what this program prints. */
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
      this.options.logger.warn('what a killed build left of a commit is still there', { error });
    });
    return repository;
  }

  async #commitSince(before: GitState, message: string, signal: AbortSignal): Promise<CommitResult> {
    const now = await this.capture();
    const { repository, head, problem = before.problem } = now;
    if (problem !== undefined) return { type: 'skipped', reason: problem };
    if (!repository) return { type: 'skipped', reason: `${this.options.cwd} is in no git repository` };
    const paths = await this.#changedPaths(before, now);
    if (paths.length === 0) return { type: 'clean', commit: head === before.head ? null : head };
    const reason = await commitObstacle(this.#git, repository);
    return reason === undefined
      ? this.#commit(repository, head, paths, message, signal)
      : { type: 'skipped', reason };
  }

  /**
   * Commits through an index of its own, made from HEAD and the paths: what the user has staged of other files stays staged
   * and out of the commit, and a commit that fails leaves no trace.
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
      if (complaint !== '') logger.warn('the index was not brought up to date after a commit', { complaint });
    } finally {
      // Last: where this program is killed before, the next one finds it and finishes.
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

/** Git's complaint in one line, with the next step where it is a common one. */
function refusal(complaint: string): string {
  if (/tell me who you are|empty ident|unable to auto-detect email/i.test(complaint)) {
    return 'git has no identity: set user.name and user.email with `git config`';
  }
  return `git commit failed: ${lastLine(complaint)}`;
}
