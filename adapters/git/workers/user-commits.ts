// What the user commits to their branch during a run, merged into the branch of the session without a work tree.
import { AdapterError } from '../../../application/errors.ts';
import type { UpdateResult } from '../../../application/ports/session-branch.port.ts';
import { commitTree } from './commit-tree.ts';
import { mergeTrees } from './merge-trees.ts';
import type { OpenBranch } from './open-branch.ts';
import { requireSameConfig } from './same-config.ts';

/** Somebody else may move the branch at the same moment. */
const UPDATE_TRIES = 5;

export class UserCommits {
  /** The user's branch; null: its new commits are not merged. */
  from: string | null = null;
  /** A commit that is on the branch, since the branch is at `head` or what this process has put on top of it. */
  #merged: { readonly commit: string; readonly head: string } | undefined;

  constructor(private readonly branch: OpenBranch) {}

  /** Returns where the branch is, and the newest commit of the user's branch unless it is on ours. */
  async look(): Promise<{
    readonly head: string;
    readonly news?: { readonly commit: string; readonly from: string };
  }> {
    const { branch, from } = this;
    if (from === null) return { head: await branch.head() };
    const [commit, head] = await Promise.all([branch.commit(`refs/heads/${from}`), branch.head()]);
    return commit === undefined || (await this.#has(head, commit))
      ? { head }
      : { head, news: { commit, from } };
  }

  /** Takes into account that this process has put `made` on top of `onto`. */
  landed(onto: string, made: string): void {
    if (this.#merged?.head === onto) this.#merged = { ...this.#merged, head: made };
  }

  /** Merges a commit into the branch, without a work tree. `head`: where the branch is, as far as is known. */
  async mergeIn(commit: string, from: string, head: string): Promise<UpdateResult> {
    const { root, ref, git, guard, name } = this.branch;
    await requireSameConfig(guard, root, ['comparing', 'merging']);
    for (let attempt = 0; attempt < UPDATE_TRIES; attempt++) {
      const onto = attempt === 0 ? head : await this.branch.head();
      if (await this.#has(onto, commit)) return { type: 'none', head: onto };
      if (await this.#isContinued(onto, commit)) {
        if (await ref.move(commit, onto)) return { type: 'merged', head: commit, from };
        continue;
      }
      const merge = await mergeTrees(git, root, onto, commit);
      if (merge.type === 'conflict') return { ...merge, head: onto, from };
      const message = `Merge ${from} into ${name}`;
      const made = await commitTree(git, root, { tree: merge.tree, parents: [onto, commit], message });
      if (await ref.move(made, onto)) return { type: 'merged', head: made, from };
    }
    throw new AdapterError('GIT', `the branch ${name} changes too fast`, { retryable: true });
  }

  /**
   * Whether `commit` continues the line of `onto`, which then has nothing of its own. If it merged `onto` as its second parent, its
   * first parents would no longer lead to the tasks that have landed.
   */
  async #isContinued(onto: string, commit: string): Promise<boolean> {
    if (!(await this.branch.contains(commit, onto))) return false;
    const { git, root } = this.branch;
    const args = ['rev-list', '--first-parent', '--parents', commit, `^${onto}`, '--'];
    const lines = (await git.run(args, { cwd: root })).trim().split('\n');
    return lines.at(-1)?.split(' ')[1] === onto;
  }

  /** Whether the user's commit is on the branch. A commit that was, still is after work has landed on top. */
  async #has(head: string, commit: string): Promise<boolean> {
    if (this.#merged?.commit === commit && this.#merged.head === head) return true;
    if (!(await this.branch.contains(head, commit))) return false;
    this.#merged = { commit, head };
    return true;
  }
}
