// Runs git in the work tree of a worker, without what an agent may have configured for git to run. No hook of the repository runs.
import { AdapterError } from '../../../application/errors.ts';
import { complaintOf, type Git, type GitResult } from '../git-command.ts';
import type { GitFiles } from '../git-files.ts';
import type { GitGuard } from '../git-guard.ts';
import { withIdentity } from './commit-tree.ts';
import { requireSameConfig } from './same-config.ts';
import { fullOr } from './tree-room.ts';

/** What an agent may have configured for a branch or for submodules does not count. */
const PLAIN = ['-c', 'submodule.recurse=false', '-c', 'rerere.enabled=false'];

export interface TreeGitOptions {
  readonly git: Git;
  readonly guard: GitGuard;
  /** Absolute path of the top directory of the user's work tree. */
  readonly home: string;
  readonly root: string;
  /** Paths relative to the top directory. */
  readonly neverCommit: readonly string[];
}

export class TreeGit {
  constructor(
    private readonly options: TreeGitOptions,
    private readonly files: GitFiles,
  ) {}

  /**
   * Throws `AdapterError` `GIT` if keys that git uses for this have changed during the run. The agent can write the configuration that all
   * work trees share, and that of this one. Comes before `run` and `try` of commands that compare, commit or merge.
   */
  requireGuarded(uses: Parameters<typeof requireSameConfig>[2]): Promise<void> {
    const { guard, home } = this.options;
    return requireSameConfig(guard, home, uses, { tree: this.options.root });
  }

  /** Runs git and returns its stdout. Throws `AdapterError` `GIT`, which says so if the disk is full. */
  run(args: readonly string[]): Promise<string> {
    return this.#orFull(this.options.git.run([...PLAIN, ...args], { cwd: this.options.root }));
  }

  /** Runs git and returns its output and whether it succeeded. Throws `AdapterError` `GIT` only when git cannot be run. */
  try(args: readonly string[]): Promise<GitResult> {
    return this.options.git.try([...PLAIN, ...args], { cwd: this.options.root });
  }

  /** Returns the commit that is checked out. Throws `AdapterError` `GIT`. */
  async head(): Promise<string> {
    return this.files.head() ?? (await this.run(['rev-parse', '--verify', 'HEAD'])).trim();
  }

  /** Whether a merge is under way. */
  async isMerging(): Promise<boolean> {
    return (await this.try(['rev-parse', '--verify', '--quiet', 'MERGE_HEAD'])).ok;
  }

  /** Commits everything in the work tree but what is never committed, also a merge under way. Throws `AdapterError` `GIT`. */
  async commitAll(message: string): Promise<void> {
    await this.requireGuarded(['comparing', 'committing']);
    const { git, neverCommit } = this.options;
    const except = neverCommit.map((path) => `:(top,exclude,literal)${path}`);
    const globs = { cwd: this.options.root, env: { GIT_LITERAL_PATHSPECS: '0' } };
    await this.#orFull(git.run([...PLAIN, 'add', '--all', '--', ':(top)', ...except], globs));
    const args = ['commit', '--quiet', '--no-verify', '--allow-empty', '--cleanup=whitespace', '-m', message];
    const result = await withIdentity((identity) => this.try([...identity, ...args]));
    if (!result.ok) throw this.failure('commit', result);
  }

  /** Returns the error of a command that `try` has run and that has failed. */
  failure(command: string, { stderr, stdout }: GitResult): unknown {
    const problem = `git ${command} failed: ${complaintOf(stderr || stdout)}`;
    return fullOr(new AdapterError('GIT', problem), this.options.root);
  }

  /** Git does not always say that the disk is full. */
  async #orFull<Value>(command: Promise<Value>): Promise<Value> {
    try {
      return await command;
    } catch (error) {
      throw fullOr(error, this.options.root);
    }
  }
}
