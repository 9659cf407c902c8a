// Finds out which files of a work tree only checks have written: they are not the agent's work.
import type { WorkTree, WorkTreeState } from '../ports/work-tree.port.ts';

export class CheckWrites {
  /** The state since which changes are the agent's; undefined before the first check. */
  #mark: WorkTreeState | undefined;
  readonly #agents = new Set<string>();
  readonly #written = new Set<string>();

  constructor(private readonly workTree: Pick<WorkTree, 'capture' | 'changedSince'>) {}

  /** The paths that only checks have written, relative to the work tree. */
  get paths(): ReadonlySet<string> {
    return this.#written;
  }

  /** Runs checks and returns what `run` returns. What they write counts as theirs, unless the agent has changed it before. */
  async during<Result>(run: () => Promise<Result>): Promise<Result> {
    const before = await this.workTree.capture();
    await this.seeWork();
    const result = await run();
    for (const path of (await this.workTree.changedSince(before)).files) {
      if (!this.#agents.has(path)) this.#written.add(path);
    }
    this.#mark = await this.workTree.capture();
    return result;
  }

  /** Takes what has changed since the last checks for the agent's work, also files that checks had written before. */
  async seeWork(): Promise<void> {
    for (const path of this.#mark ? (await this.workTree.changedSince(this.#mark)).files : []) {
      this.#agents.add(path);
      this.#written.delete(path);
    }
  }

  /** Takes what has changed since the last checks for nobody's: it is a merge, and what that put back. */
  skip(): void {
    this.#mark = undefined;
  }

  /** Forgets everything, because the work tree has another commit now. */
  clear(): void {
    this.#mark = undefined;
    this.#agents.clear();
    this.#written.clear();
  }
}
