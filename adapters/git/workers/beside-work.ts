// What lies in a work tree beside the work: files that only checks have written, and those that agents write for themselves.
import { type Git, shownPath } from '../git-command.ts';
import { pathOf } from '../repository-status.ts';

const STATUS = [
  'status',
  '--porcelain=v2',
  '-z',
  '--untracked-files=all',
  '--no-renames',
  '--ignore-submodules=dirty',
];
const UNTRACKED = '? ';
/** The number of paths in a command line, which has room for it. */
const AT_ONCE = 100;

export class BesideWork {
  /** `neverCommit`: paths relative to the top directory; what is below one counts, too. */
  constructor(
    private readonly git: Git,
    /** Absolute path of the work tree's top directory. */
    private readonly root: string,
    private readonly neverCommit: readonly string[],
  ) {}

  /**
   * Puts the files in `disposable` back as they are committed, and removes those that are not. Returns the other uncommitted files, apart
   * from those that are never committed. Throws `AdapterError` `GIT`.
   */
  async clear(disposable: ReadonlySet<string>): Promise<readonly string[]> {
    const work: string[] = [];
    const changed: string[] = [];
    const added: string[] = [];
    for (const line of await this.git.list(STATUS, this.root)) {
      const path = pathOf(line);
      if (path === undefined || this.#isNeverCommitted(shownPath(path))) continue;
      if (!disposable.has(shownPath(path))) work.push(shownPath(path));
      else if (line.startsWith(UNTRACKED)) added.push(path);
      else changed.push(path);
    }
    await this.#run(['checkout', '--quiet', '--force', 'HEAD', '--'], changed);
    await this.#run(['clean', '--quiet', '--force', '-d', '--'], added);
    return work;
  }

  #isNeverCommitted(path: string): boolean {
    return this.neverCommit.some((own) => path === own || path.startsWith(`${own}/`));
  }

  async #run(command: readonly string[], paths: readonly string[]): Promise<void> {
    for (let from = 0; from < paths.length; from += AT_ONCE) {
      const some = paths.slice(from, from + AT_ONCE).map(shownPath);
      await this.git.run([...command, ...some], { cwd: this.root });
    }
  }
}
