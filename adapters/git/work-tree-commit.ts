// Commits the changes of an iteration, and nothing else.
import type { Logger } from '../../application/ports/logger.port.ts';
import type { CommitResult } from '../../application/ports/work-tree.port.ts';
import { CommitIndex } from './commit-index.ts';
import { complaintOf, type Git, shownPath } from './git-command.ts';
import type { CommitPrograms, GitGuard } from './git-guard.ts';
import { lastCommit, refreshIndex } from './made-commit.ts';
import { commitObstacle, type Repository } from './repository.ts';
import type { GitState } from './work-tree-state.ts';

export interface CommitRequest {
  readonly repository: Repository;
  /** The state of the work tree now. */
  readonly state: GitState;
  /** One character per byte; at least one path. */
  readonly paths: readonly string[];
  readonly message: string;
  /** Aborting it ends git. */
  readonly signal: AbortSignal;
}

/** Git looks after each commit whether to tidy up the repository. After every twentieth is soon enough. */
const UPKEEP_EVERY = 20;
const NO_UPKEEP = ['-c', 'maintenance.auto=false'];

export class WorkTreeCommit {
  #commits = 0;

  constructor(
    private readonly git: Git,
    private readonly guard: GitGuard,
    private readonly logger: Logger,
  ) {}

  /** Commits the paths, without hooks that changed during the run. Throws `AdapterError` `GIT`. */
  async execute(request: CommitRequest): Promise<CommitResult> {
    const { root } = request.repository;
    const [{ committing }, obstacle, programs] = await Promise.all([
      this.guard.check(root),
      commitObstacle(this.git, request.repository),
      this.guard.programs(root),
    ]);
    if (committing.length > 0) {
      const keys = committing.join(', ');
      return { type: 'skipped', reason: `the configuration of git changed during the run: ${keys}` };
    }
    if (obstacle !== undefined) return { type: 'skipped', reason: obstacle };
    const { changedHooks } = programs;
    const warnings =
      changedHooks.length === 0
        ? []
        : [`git ran no hooks, because these changed during the run: ${changedHooks.join(', ')}`];
    return this.#commit(request, programs, warnings);
  }

  /**
   * Commits through a temporary index, created from HEAD and the paths. Other files that the user has staged stay staged and out
   * of the commit, and a failed commit leaves no trace.
   */
  async #commit(
    { repository, state: { head, dirty, cleanIndex }, paths, message, signal }: CommitRequest,
    { changedHooks, areAny }: CommitPrograms,
    warnings: string[],
  ): Promise<CommitResult> {
    const { root } = repository;
    const index = new CommitIndex(this.git, repository);
    try {
      const left = await index.fill(head, paths, dirty, cleanIndex);
      for (const { path, reason } of left)
        warnings.push(`${shownPath(path)} was left out of the commit: ${reason}`);
      if (left.length === paths.length) return { type: 'skipped', reason: warnings.join('\n') };
      // Without programs, a commit takes some milliseconds, in which nothing has to be ended.
      const run = areAny ? { hooks: changedHooks.length === 0, signal } : {};
      const options = { ...index.options, ...run, input: message };
      const upkeep = ++this.#commits % UPKEEP_EVERY === 0 ? [] : NO_UPKEEP;
      const args = [...upkeep, 'commit', '--quiet', '--cleanup=whitespace', '--file=-'];
      const result = await this.git.try(args, options);
      if (!result.ok) return { type: 'skipped', reason: refusal(result.stderr || result.stdout) };
      const made = await lastCommit(this.git, root);
      const complaint = index.replaceUsers(cleanIndex) ? '' : await refreshIndex(this.git, root, made);
      if (complaint !== '') this.logger.warn('could not update the index after a commit', { complaint });
      const files = made.entries.map(({ path }) => shownPath(path));
      return { type: 'committed', commit: made.id, files, warnings };
    } finally {
      // Remove it last: if this program is killed before, the next one finds the index and finishes the commit.
      await index.remove();
    }
  }
}

/** Returns git's error message, with a remedy for a common one. */
function refusal(complaint: string): string {
  if (/tell me who you are|empty ident|unable to auto-detect email/i.test(complaint)) {
    return 'git has no identity; set user.name and user.email with `git config`';
  }
  return `git commit failed: ${complaintOf(complaint)}`;
}
