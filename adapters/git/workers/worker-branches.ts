// Lists and removes the branches and work trees of workers.
import { existsSync } from 'node:fs';
import { ConfigError } from '../../../application/errors.ts';
import type { WorkerBranch, WorkerBranches } from '../../../application/ports/worker-branches.port.ts';
import { Git } from '../git-command.ts';
import { findRepository } from '../repository.ts';
import type { GitWorkTreeOptions } from '../work-tree-state.ts';
import { parseWorkBranch, sessionBranchName, WORK_REFS } from './branch-names.ts';
import { isUsed, treesOf, unlockTree } from './tree-lock.ts';

export class GitWorkerBranches implements WorkerBranches {
  readonly #git: Git;

  constructor(private readonly options: Pick<GitWorkTreeOptions, 'cwd' | 'processes'>) {
    this.#git = new Git(options.processes);
  }

  async list(): Promise<readonly WorkerBranch[]> {
    const root = await this.#root();
    const refs = await this.#git.run(['for-each-ref', '--format=%(refname:short)', WORK_REFS], { cwd: root });
    const trees = await treesOf(this.#git, root);
    const found = refs.split('\n').map(async (branch): Promise<WorkerBranch[]> => {
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
          ...{ ...work, branch, path: tree?.path ?? null },
          unmerged: Number(counted.trim()),
          uncommitted: tree ? await this.#uncommitted(tree.path) : 0,
          isInUse: tree !== undefined && isUsed(tree, this.options.processes),
        },
      ];
    });
    return (await Promise.all(found)).flat();
  }

  async remove({ branch, path }: WorkerBranch): Promise<void> {
    const cwd = await this.#root();
    if (path !== null) {
      await unlockTree(this.#git, cwd, path);
      await this.#git.run(['worktree', 'remove', '--force', path], { cwd });
    }
    await this.#git.run(['branch', '-D', branch], { cwd });
  }

  async #uncommitted(path: string): Promise<number> {
    if (!existsSync(path)) return 0;
    return (await this.#git.list(['status', '--porcelain', '-z', '--no-renames'], path)).length;
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
