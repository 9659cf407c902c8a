// Implements the `WorkTree` port with git: finds what an iteration changed, and commits exactly that.
import { AdapterError } from '../../application/errors.ts';
import type {
  CommitResult,
  WorkTree,
  WorkTreeChanges,
  WorkTreeState,
} from '../../application/ports/work-tree.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { ConfigReader } from './config-reader.ts';
import { Git, shownPath } from './git-command.ts';
import { GitFiles } from './git-files.ts';
import { GitGuard } from './git-guard.ts';
import { loadState, removeState, saveState } from './kept-state.ts';
import { OwnOutput } from './own-output.ts';
import { ChangeFinder } from './work-tree-changes.ts';
import { WorkTreeCommit } from './work-tree-commit.ts';
import { type GitState, type GitWorkTreeOptions, StateReader } from './work-tree-state.ts';

const COMMITS_LISTED = 100;

export class GitWorkTree implements WorkTree {
  readonly #reader: StateReader;
  readonly #finder: ChangeFinder;
  readonly #commit: WorkTreeCommit;
  readonly #git: Git;

  constructor(private readonly options: GitWorkTreeOptions) {
    const git = new Git(options.processes);
    this.#git = git;
    const guard = new GitGuard(options.gitConfig ?? new ConfigReader(git));
    const ownOutput = options.ownOutput ?? new OwnOutput();
    this.#reader = new StateReader(git, guard, ownOutput, options);
    this.#finder = new ChangeFinder(git, ownOutput, options);
    this.#commit = new WorkTreeCommit(git, guard, options.logger);
  }

  /** Starts to ask git for what the first `capture` needs and hardly changes. Never fails: what is missing is asked later. */
  prepare(): void {
    this.#reader.prepare();
  }

  capture(): Promise<GitState> {
    return this.#reader.read();
  }

  cleanState(head: string): GitState | undefined {
    return this.#reader.clean(head);
  }

  async keep(session: SessionName, since: WorkTreeState | null): Promise<void> {
    const { repository } = this.#reader;
    if (!repository) return;
    try {
      if (since) await saveState(repository.gitDir, session, since as GitState);
      else await removeState(repository.gitDir, session);
    } catch (error) {
      this.options.logger.warn('could not keep which changes are uncommitted', { error });
    }
  }

  async kept(session: SessionName): Promise<GitState | undefined> {
    const repository = await this.#reader.find();
    // Usually there is nothing, which is no reason to look at all files.
    if (!repository || !loadState(repository.gitDir, session)) return undefined;
    const now = await this.capture();
    const state = now.repository && loadState(now.repository.gitDir, session);
    if (!state) return undefined;
    // The log of the earlier run has grown since, and this process does not recognize it.
    const dirty = new Map(state.dirty);
    for (const path of state.ownFiles) {
      const file = now.dirty.get(path);
      if (file !== undefined) dirty.set(path, file);
    }
    return { ...now, ...state, dirty };
  }

  isClean(state: WorkTreeState): boolean {
    return (state as GitState).isClean === true;
  }

  async changedSince(since: WorkTreeState, now?: WorkTreeState): Promise<WorkTreeChanges> {
    try {
      const state = (now as GitState | undefined) ?? (await this.capture());
      return await this.#finder.changes(since as GitState, state);
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      this.options.logger.warn('git does not report what changed', { error });
      return { files: [], progress: true };
    }
  }

  uncommittedIn(state: WorkTreeState): readonly string[] {
    return [...(state as GitState).dirty.keys()].map(shownPath).sort();
  }

  async uncommittedSince(since: WorkTreeState): Promise<readonly string[]> {
    const before = since as GitState;
    const now = await this.capture();
    if (!now.repository || (now.problem ?? before.problem) !== undefined) return [];
    try {
      const paths = await this.#finder.uncommitted(now.repository.root, before, now, before.printed);
      return paths.map(shownPath).sort();
    } catch (error) {
      return this.#unknown(error, 'git does not report what is uncommitted');
    }
  }

  async commitsSince(since: WorkTreeState): Promise<readonly string[]> {
    const { head } = since as GitState;
    const { repository } = this.#reader;
    if (!repository) return [];
    const files = new GitFiles(repository.gitDir);
    const tip = files.head();
    const known = head === null || tip === undefined ? undefined : files.between(head, tip);
    if (known) return known;
    const range = head === null ? 'HEAD' : `${head}..HEAD`;
    const args = ['rev-list', `--max-count=${COMMITS_LISTED}`, '--reverse', range, '--'];
    try {
      // Without a commit there is no HEAD.
      const { ok, stdout } = await this.#git.try(args, { cwd: repository.root });
      return ok ? stdout.split('\n').filter(Boolean) : [];
    } catch (error) {
      return this.#unknown(error, 'git does not list the commits');
    }
  }

  #unknown(error: unknown, message: string): readonly string[] {
    if (!(error instanceof AdapterError)) throw error;
    this.options.logger.warn(message, { error });
    return [];
  }

  async commitSince(
    since: WorkTreeState,
    message: string,
    except: ReadonlySet<string>,
    signal: AbortSignal,
    now?: WorkTreeState,
  ): Promise<CommitResult> {
    try {
      const state = (now as GitState | undefined) ?? (await this.capture());
      return await this.#commitSince(since as GitState, state, message, except, signal);
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      return { type: 'skipped', reason: error.message };
    }
  }

  async #commitSince(
    before: GitState,
    state: GitState,
    message: string,
    except: ReadonlySet<string>,
    signal: AbortSignal,
  ): Promise<CommitResult> {
    const { repository, head, problem = before.problem } = state;
    if (problem !== undefined) return { type: 'skipped', reason: problem };
    if (!repository) return { type: 'skipped', reason: `${this.options.cwd} is not in a git repository` };
    const nested = await this.#finder.changedRepositories(repository, before, state);
    const warnings = nested.map(
      (path) => `${path} is a repository inside the repository: its changes are not committed`,
    );
    const changed = await this.#finder.uncommitted(repository.root, before, state, before.printed);
    const paths = changed.filter((path) => !except.has(shownPath(path)));
    if (paths.length === 0) return { type: 'clean', commit: head === before.head ? null : head, warnings };
    const result = await this.#commit.execute({ repository, state, paths, message, signal });
    return result.type === 'skipped' ? result : { ...result, warnings: [...warnings, ...result.warnings] };
  }
}
