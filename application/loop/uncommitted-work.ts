// Finds out which files of a run stay uncommitted when it ends.
import type { WorkTree, WorkTreeState } from '../ports/work-tree.port.ts';

export class UncommittedWork {
  #since: WorkTreeState | undefined;

  constructor(private readonly workTree: Pick<WorkTree, 'uncommittedSince'>) {}

  /** Counts changes since this state as the run's. Only the first call has an effect. */
  begin(since: WorkTreeState): void {
    this.#since ??= since;
  }

  /** Returns the paths, sorted, without those in `except`. */
  async files(except: ReadonlySet<string>): Promise<readonly string[]> {
    if (!this.#since) return [];
    return (await this.workTree.uncommittedSince(this.#since)).filter((path) => !except.has(path));
  }
}
