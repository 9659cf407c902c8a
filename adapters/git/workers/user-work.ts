// The uncommitted work of the user: which files it is in, and a commit of it that leaves the work tree and the index as they are.
import { CommitIndex } from '../commit-index.ts';
import type { Git } from '../git-command.ts';
import { OwnOutput } from '../own-output.ts';
import type { Repository } from '../repository.ts';
import { type DirtyFiles, StatusReader } from '../repository-status.ts';
import type { GitWorkTreeOptions } from '../work-tree-state.ts';
import { commitTree } from './commit-tree.ts';

export const USER_WORK = 'Uncommitted work of the user, as several workers started';

export class UserWork {
  constructor(
    private readonly git: Git,
    private readonly repository: Repository,
    private readonly options: Pick<GitWorkTreeOptions, 'neverCommit' | 'ownOutput'>,
  ) {}

  /** Returns the uncommitted files, without what is never committed, one character per byte. Throws `AdapterError` `GIT`. */
  async files(): Promise<DirtyFiles> {
    const { neverCommit, ownOutput = new OwnOutput() } = this.options;
    const reader = new StatusReader(this.git, this.repository.root, neverCommit, ownOutput);
    return (await reader.read()).dirty;
  }

  /** Commits the files on top of `head`, on no branch, and returns the commit. Throws `AdapterError` `GIT`. */
  async commit(head: string, files: DirtyFiles, message: string): Promise<string> {
    const index = new CommitIndex(this.git, this.repository);
    try {
      await index.fill(head, [...files.keys()], files, undefined);
      const tree = (await this.git.run(['write-tree'], index.options)).trim();
      return await commitTree(this.git, this.repository.root, { tree, parents: [head], message });
    } finally {
      await index.remove();
    }
  }
}
