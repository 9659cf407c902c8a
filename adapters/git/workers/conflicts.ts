// The files of a merge under way that are in conflict, and which of them an agent has not resolved.
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { type Git, shownPath } from '../git-command.ts';
import { absolutePath } from '../repository-status.ts';

const BEGIN = /^<{7}(?: |$)/m;
const END = /^>{7}(?: |$)/m;
const MAX_MARKED_BYTES = 16 * 1024 * 1024;

export class Conflicts {
  /** Fingerprints of what git made of the files, by path with one character per byte. */
  #made: ReadonlyMap<string, string> = new Map();
  /** The commit that was merged into. */
  #base = 'HEAD';

  constructor(
    private readonly git: Git,
    /** Absolute path of the work tree. */
    private readonly root: string,
  ) {}

  /** The paths that `found` returned last. */
  get files(): readonly string[] {
    return [...this.#made.keys()].map(shownPath).sort();
  }

  /** Returns the files in conflict, sorted, and remembers what git made of them. */
  async found(): Promise<readonly string[]> {
    const paths = await this.#unmerged();
    this.#base = (await this.git.run(['rev-parse', '--verify', 'HEAD'], { cwd: this.root })).trim();
    this.#made = new Map(paths.map((path) => [path, this.#fingerprint(path)]));
    return this.files;
  }

  /**
   * Returns the files that are not resolved, sorted: those with conflict markers that git has put there, and those that nobody has touched,
   * such as one that one side deleted and the other changed. A file that is deleted, or marked as resolved by `git add`, is.
   */
  async left(): Promise<readonly string[]> {
    const unmerged = new Set(await this.#unmerged());
    const paths = new Set([...unmerged, ...this.#made.keys()]);
    const left: string[] = [];
    for (const path of paths) {
      const isUntouched = unmerged.has(path) && this.#made.get(path) === this.#fingerprint(path);
      if (isUntouched || (await this.#isMarked(path))) left.push(shownPath(path));
    }
    return left.sort();
  }

  async #unmerged(): Promise<readonly string[]> {
    const paths = await this.git.list(['diff', '--name-only', '--diff-filter=U', '-z'], this.root);
    return [...new Set(paths)];
  }

  /** A file may have such lines on purpose, as one about conflicts: then it had them before. */
  async #isMarked(path: string): Promise<boolean> {
    const content = this.#content(path);
    if (content === undefined || !hasMarkers(content)) return false;
    const before = await this.git.try(['cat-file', 'blob', `${this.#base}:${path}`], {
      cwd: this.root,
      bytes: true,
    });
    return !before.ok || !hasMarkers(before.stdout);
  }

  #fingerprint(path: string): string {
    const content = this.#content(path);
    return content === undefined ? 'none' : createHash('sha256').update(content, 'latin1').digest('hex');
  }

  /** Returns the content, one character per byte; undefined if there is no such file, or it is none. */
  #content(path: string): string | undefined {
    const file = absolutePath(this.root, path);
    try {
      const stat = lstatSync(file);
      if (!stat.isFile() || stat.size > MAX_MARKED_BYTES) return undefined;
      return readFileSync(file, 'latin1');
    } catch {
      return undefined; // deleted
    }
  }
}

function hasMarkers(content: string): boolean {
  return BEGIN.test(content) && END.test(content);
}
