// The branches of one worker: one for each task it works on, kept until everything on it is merged.
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { Git } from '../git-command.ts';
import type { GitFiles } from '../git-files.ts';
import { isOnBranch } from '../head-file.ts';
import { parseWorkBranch, workBranchFolder, workBranchName } from './branch-names.ts';

interface BranchTip {
  readonly name: string;
  /** The newest commit. */
  readonly tip: string;
}

interface WorkBranchesOptions {
  readonly git: Git;
  readonly files: GitFiles;
  readonly session: SessionName;
  readonly worker: WorkerName;
  /** Absolute path of the top directory of the user's work tree. */
  readonly home: string;
  /** That of the worker's. */
  readonly root: string;
}

export class WorkBranches {
  readonly #folder: string;

  constructor(private readonly options: WorkBranchesOptions) {
    this.#folder = `refs/heads/${workBranchFolder(options.session)}/`;
  }

  /** Returns the name that the branch has unless there is one of this name. */
  firstNameFor(task: TaskId | null): string {
    const { session, worker } = this.options;
    return workBranchName(session, worker, task, 1);
  }

  /** Returns a name for a new branch at `commit`: that of no branch, or of one that has nothing more. */
  async nameFor(task: TaskId | null, commit: string): Promise<string> {
    const { session, worker } = this.options;
    const taken = new Set((await this.#list(`--no-merged=${commit}`)).map(({ name }) => name));
    for (let copy = 1; ; copy++) {
      const name = workBranchName(session, worker, task, copy);
      if (!taken.has(name)) return name;
    }
  }

  /**
   * Removes the worker's branches whose commits are all in the history of `commit`, except the one that is checked out; none if one of them
   * moves meanwhile. Throws `AdapterError` `GIT`.
   */
  async removeMerged(commit: string, checkedOut: string): Promise<void> {
    const { git, home, worker } = this.options;
    const merged = (await this.#list(`--merged=${commit}`)).filter(
      ({ name }) => name !== checkedOut && parseWorkBranch(name)?.worker === worker,
    );
    if (merged.length === 0) return;
    const input = merged.map(({ name, tip }) => `delete refs/heads/${name} ${tip}\n`).join('');
    await git.run(['update-ref', '--stdin'], { cwd: home, input });
  }

  /**
   * Gives commits that are on no branch one, as after an agent checked out a commit and worked on it. `gitDir`: git's directory of the
   * work tree. `kept`: a commit that is on a branch, with all that is in its history.
   */
  async keepDetached(gitDir: string, kept: string): Promise<void> {
    const { git, root, files } = this.options;
    if (isOnBranch(gitDir)) return;
    const head = files.head();
    if (head !== undefined && files.contains(kept, head)) return;
    if ((await git.try(['symbolic-ref', '--quiet', 'HEAD'], { cwd: root })).ok) return;
    const holders = await git.try(['for-each-ref', '--contains=HEAD', '--count=1', 'refs/'], { cwd: root });
    if (!holders.ok || holders.stdout.trim() !== '') return;
    const name = await this.nameFor(null, (await this.#firstCommit()) ?? 'HEAD');
    await git.run(['update-ref', `refs/heads/${name}`, 'HEAD', ''], { cwd: root });
  }

  /** Returns a commit that nothing of a worker is merged in, so that every existing branch counts as taken. */
  async #firstCommit(): Promise<string | undefined> {
    const { git, root } = this.options;
    const { stdout } = await git.try(['rev-list', '--max-parents=0', '--max-count=1', 'HEAD'], { cwd: root });
    return stdout.trim() || undefined;
  }

  async #list(filter: string): Promise<readonly BranchTip[]> {
    const { git, home } = this.options;
    const args = ['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', filter, this.#folder];
    const lines = (await git.run(args, { cwd: home })).split('\n').filter(Boolean);
    return lines.map((line) => {
      const [tip = '', name = ''] = line.split(' ');
      return { tip, name };
    });
  }
}
