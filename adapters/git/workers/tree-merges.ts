// Merges what others have done into the work of a worker, in its work tree, where the agent resolves conflicts.
import type { Merged, TreeMerge } from '../../../application/ports/worker-tree.port.ts';
import type { Git } from '../git-command.ts';
import type { GitFiles } from '../git-files.ts';
import { commitTree, withIdentity } from './commit-tree.ts';
import { Conflicts } from './conflicts.ts';
import { mergeTrees } from './merge-trees.ts';
import type { TreeGit } from './tree-git.ts';

/** The commits of iterations are enough occasions for git to tidy up the repository. */
const NO_UPKEEP = ['-c', 'maintenance.auto=false', '-c', 'gc.auto=0'];
/** Both sides and what they have in common. */
const STYLE = ['-c', 'merge.conflictStyle=zdiff3'];
const FLAGS = ['--no-stat', '--no-verify', '--no-verify-signatures', '--no-autostash'];
/** What git uses of its configuration for a merge. */
const USES = ['comparing', 'committing', 'merging'] as const;

/** A merge that is made in advance. */
interface Prepared {
  readonly head: string;
  readonly commit: string;
  readonly made: Promise<Merged | undefined>;
}

export class TreeMerges {
  readonly #conflicts: Conflicts;
  /** The commit whose merge is, or was last, under way. */
  #merging: string | undefined;
  #prepared: Prepared | undefined;

  /** `root`: absolute path of the work tree. */
  constructor(
    private readonly tree: TreeGit,
    private readonly files: GitFiles,
    private readonly git: Git,
    private readonly root: string,
  ) {
    this.#conflicts = new Conflicts(git, root);
  }

  /** Forgets a merge that was under way, because the work tree has another commit now. */
  reset(): void {
    this.#merging = undefined;
  }

  /** As `WorkerTree.prepareMerge`. `head`: the commit that is checked out. */
  async prepare(head: string, commit: string): Promise<Merged | undefined> {
    const made = this.#make(head, commit);
    this.#prepared = { head, commit, made };
    // `merge` makes it again, and says what the problem is.
    return made.catch(() => undefined);
  }

  /** As `WorkerTree.merge`. `head`: the commit that is checked out. */
  async merge(head: string, commit: string, message: string): Promise<TreeMerge> {
    const made = await (this.#takePrepared(head, commit) ?? this.#make(head, commit));
    return made ?? this.#mergeFiles(commit, message);
  }

  /** As `WorkerTree.adopt`. */
  async adopt({ commit: head, tree }: Merged, onto: string, message: string): Promise<string> {
    if (tree === undefined) return head;
    const commit = await commitTree(this.git, this.root, { tree, parents: [head, onto], message });
    await this.advance(commit);
    return commit;
  }

  /** As `WorkerTree.advance`. */
  async advance(commit: string): Promise<void> {
    if (this.files.head() === commit) return;
    await this.tree.requireGuarded(USES);
    await this.tree.run([...NO_UPKEEP, 'merge', '--quiet', '--ff-only', ...FLAGS, commit]);
  }

  #takePrepared(head: string, commit: string): Promise<Merged | undefined> | undefined {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    const isSame = prepared?.head === head && prepared.commit === commit;
    return isSame ? prepared.made.catch(() => this.#make(head, commit)) : undefined;
  }

  /**
   * Makes the merge without the work tree: git would look at all files twice. Returns undefined for a conflict.
   */
  async #make(head: string, commit: string): Promise<Merged | undefined> {
    if (this.files.contains(head, commit)) return { type: 'merged', commit: head };
    await this.tree.requireGuarded(USES);
    const merged = await mergeTrees(this.git, this.root, head, commit);
    return merged.type === 'conflict' ? undefined : { type: 'merged', commit: head, tree: merged.tree };
  }

  /** Merges in the work tree, for the agent to resolve the conflicts. */
  async #mergeFiles(commit: string, message: string): Promise<TreeMerge> {
    await this.tree.requireGuarded(USES);
    const args = ['merge', '--no-ff', '--no-edit', ...FLAGS, '--cleanup=whitespace', '-m', message, commit];
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
