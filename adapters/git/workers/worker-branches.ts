// Lists and removes the branches and work trees of workers.
import { existsSync } from 'node:fs';
import { ConfigError } from '../../../application/errors.ts';
import type {
  StrayTree,
  WorkerBranch,
  WorkerBranches,
} from '../../../application/ports/worker-branches.port.ts';
import { Git } from '../git-command.ts';
import { findRepository } from '../repository.ts';
import type { GitWorkTreeOptions } from '../work-tree-state.ts';
import { parseWorkBranch, sessionBranchName, WORK_REFS } from './branch-names.ts';
import { StrayTrees } from './stray-trees.ts';
import { isUsed, lockTree, treesOf, unlockTree } from './tree-lock.ts';
import { uncommittedIn } from './uncommitted-in.ts';

interface GitWorkerBranchesOptions extends Pick<GitWorkTreeOptions, 'cwd' | 'processes'> {
  /** Absolute path of the directory for all work trees. */
  readonly directory: string;
}

export class GitWorkerBranches implements WorkerBranches {
  readonly #git: Git;

  constructor(private readonly options: GitWorkerBranchesOptions) {
    this.#git = new Git(options.processes);
  }

  async list(): Promise<readonly WorkerBranch[]> {
    const root = await this.#root();
    const format = '--format=%(objectname) %(refname:lstrip=2)';
    const refs = await this.#git.run(['for-each-ref', format, WORK_REFS], { cwd: root });
    const trees = await treesOf(this.#git, root);
    const found = refs.split('\n').map(async (line): Promise<WorkerBranch[]> => {
      const [commit = '', branch = ''] = line.split(' ');
      const work = parseWorkBranch(branch);
      if (!work) return [];
      const tree = trees.find((one) => one.branch === branch);
      const target = `refs/heads/${sessionBranchName(work.session)}`;
      const hasTarget = await this.#git.try(['rev-parse', '--verify', '--quiet', target], { cwd: root });
      const range = hasTarget.ok
        ? [`${target}..refs/heads/${branch}`]
        : [`refs/heads/${branch}`, '--not', '--branches=[!i]*'];
      // What cannot be counted must not pass for merged.
      const counted = await this.#git.run(['rev-list', '--count', ...range], { cwd: root });
      return [
        {
          ...{ ...work, branch, commit, path: tree?.path ?? null },
          unmerged: Number(counted.trim()),
          uncommitted: tree ? await uncommittedIn(this.#git, tree.path) : 0,
          isInUse: tree !== undefined && isUsed(tree, this.options.processes),
        },
      ];
    });
    return (await Promise.all(found)).flat();
  }

  async strays(): Promise<readonly StrayTree[]> {
    const { processes, directory } = this.options;
    return new StrayTrees({ git: this.#git, processes, root: await this.#root(), directory }).list();
  }

  async remove({ branch, path, commit }: WorkerBranch): Promise<boolean> {
    const cwd = await this.#root();
    if (path !== null && !(await this.#removeTree(path, commit, cwd))) return false;
    // A worker may have taken the name.
    if ((await treesOf(this.#git, cwd)).some((tree) => tree.branch === branch)) return false;
    return (await this.#git.try(['update-ref', '-d', `refs/heads/${branch}`, commit], { cwd })).ok;
  }

  /** Removes the work tree unless a worker uses it, or it has changed. */
  async #removeTree(path: string, commit: string, cwd: string): Promise<boolean> {
    const tree = (await treesOf(this.#git, cwd)).find((one) => one.path === path);
    if (tree === undefined || isUsed(tree, this.options.processes)) return false;
    // From here on no worker can take it.
    await lockTree(this.#git, cwd, path, this.options.processes);
    if (existsSync(path)) {
      const head = await this.#git.run(['rev-parse', 'HEAD'], { cwd: path });
      if (head.trim() !== commit || (await uncommittedIn(this.#git, path)) > 0) {
        await unlockTree(this.#git, cwd, path);
        return false;
      }
    }
    await this.#git.run(['worktree', 'remove', '--force', '--force', path], { cwd });
    return true;
  }

  async #root(): Promise<string> {
    const { cwd } = this.options;
    const repository = await findRepository(this.#git, cwd);
    if (repository) return repository.root;
    throw new ConfigError(`${cwd} is not in a git repository`, {
      remedy: 'run this in the repository of the project',
    });
  }
}
