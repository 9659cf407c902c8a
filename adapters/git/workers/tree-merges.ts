// Merges what others have done into the work of a worker, in its work tree, where the agent resolves conflicts.
import type { TreeMerge } from '../../../application/ports/worker-tree.port.ts';
import type { Git } from '../git-command.ts';
import { withIdentity } from './commit-tree.ts';
import { Conflicts } from './conflicts.ts';
import type { TreeGit } from './tree-git.ts';

/** The commits of iterations are enough occasions for git to tidy up the repository. */
const NO_UPKEEP = ['-c', 'maintenance.auto=false', '-c', 'gc.auto=0'];
/** Both sides and what they have in common. */
const STYLE = ['-c', 'merge.conflictStyle=zdiff3'];

export class TreeMerges {
  readonly #conflicts: Conflicts;
  /** The commit whose merge is, or was last, under way. */
  #merging: string | undefined;

  /** `root`: absolute path of the work tree. */
  constructor(
    private readonly tree: TreeGit,
    git: Git,
    root: string,
  ) {
    this.#conflicts = new Conflicts(git, root);
  }

  /** Forgets a merge that was under way, because the work tree has another commit now. */
  reset(): void {
    this.#merging = undefined;
  }

  /** As `WorkerTree.merge`, also if the work has everything of the commit. */
  async merge(commit: string, message: string): Promise<TreeMerge> {
    await this.tree.requireGuarded(['comparing', 'committing', 'merging']);
    const flags = [
      '--no-stat',
      '--no-ff',
      '--no-edit',
      '--no-verify',
      '--no-verify-signatures',
      '--no-autostash',
    ];
    const args = ['merge', ...flags, '--cleanup=whitespace', '-m', message, commit];
    const result = await withIdentity((identity) =>
      this.tree.try([...STYLE, ...NO_UPKEEP, ...identity, ...args]),
    );
    if (result.ok) return { type: 'merged', commit: await this.tree.head() };
    const files = await this.#conflicts.found();
    if (files.length === 0) throw this.tree.failure('merge', result);
    this.#merging = commit;
    return { type: 'conflict', files };
  }

  /** As `WorkerTree.conclude`. */
  async conclude(message: string): Promise<TreeMerge> {
    const left = await this.#conflicts.left();
    if (left.length > 0) return { type: 'conflict', files: left };
    if (await this.tree.isMerging()) await this.tree.commitAll(message);
    // The agent gave the merge up instead of resolving it.
    else if (this.#merging !== undefined && !(await this.#contains(this.#merging)))
      return { type: 'conflict', files: this.#conflicts.files };
    return { type: 'merged', commit: await this.tree.head() };
  }

  /** As `WorkerTree.abandonMerge`. */
  async abandon(): Promise<void> {
    if (!(await this.tree.isMerging())) return;
    await this.tree.requireGuarded(['comparing']);
    const aborted = await this.tree.try(['merge', '--abort']);
    if (!aborted.ok) await this.tree.run(['reset', '--quiet', '--hard']);
    // What the agent has added on the way; before the merge, everything was committed.
    await this.tree.run(['clean', '-d', '--force', '--quiet']);
  }

  async #contains(commit: string): Promise<boolean> {
    return (await this.tree.try(['merge-base', '--is-ancestor', commit, 'HEAD'])).ok;
  }
}
