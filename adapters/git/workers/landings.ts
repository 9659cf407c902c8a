// Puts the work of a task on the branch of a session, as one merge that may be made in advance.
import { AdapterError } from '../../../application/errors.ts';
import type { Landing, SessionBranch, Work } from '../../../application/ports/session-branch.port.ts';
import { commitTree } from './commit-tree.ts';
import type { OpenBranch } from './open-branch.ts';

export class Landings {
  #prepared: (Work & { readonly made: Promise<string> }) | undefined;

  constructor(private readonly branch: OpenBranch) {}

  /** As `SessionBranch.prepare`. */
  prepare(work: Work): void {
    const made = this.#make(work);
    // `land` makes it again, and says what the problem is.
    made.catch(() => undefined);
    this.#prepared = { ...work, made };
  }

  /** As `SessionBranch.land`. */
  async land({ confirm, ...work }: Parameters<SessionBranch['land']>[0]): Promise<Landing> {
    const { onto } = work;
    const { ref } = this.branch;
    // What others have recorded is read at the last moment, but need not wait for the commit.
    const making = Promise.all([
      this.#takePrepared(work) ?? this.#make(work),
      this.#requireIn(work),
      confirm?.(),
    ]).then(([made]) => made);
    if (!(await ref.move(making, onto, confirm))) return { type: 'moved', head: await this.branch.head() };
    return { type: 'landed', commit: await making };
  }

  #make({ commit, tree = `${commit}^{tree}`, onto, message }: Work): Promise<string> {
    const { git, root } = this.branch;
    return commitTree(git, root, { tree, parents: [onto, commit], message });
  }

  /** Returns the merge that was prepared, if it is of this work. */
  #takePrepared({ commit, tree, onto, message }: Work): Promise<string> | undefined {
    const prepared = this.#prepared;
    this.#prepared = undefined;
    if (prepared?.commit !== commit || prepared.tree !== tree) return undefined;
    const isSame = prepared.onto === onto && prepared.message === message;
    return isSame ? prepared.made.catch(() => this.#make(prepared)) : undefined;
  }

  /** Throws `AdapterError` `GIT` if the merge would have the files of the work alone, and revert what others have landed. */
  async #requireIn({ commit, tree, onto }: Work): Promise<void> {
    if (tree !== undefined || (await this.branch.contains(commit, onto))) return;
    throw new AdapterError('GIT', `${commit.slice(0, 8)} cannot land: it lacks ${onto.slice(0, 8)}`);
  }
}
