// Finds files in a project that may be specs.
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

export interface SpecFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly modified: Date;
}

export interface FindSpecsOptions {
  /** Absolute paths of directories to skip, such as the data directory. */
  readonly skip: readonly string[];
  readonly signal: AbortSignal;
}

/** Directories that tools fill with texts of other projects. */
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'vendor', 'target', 'dist', 'build']);
const IS_SPEC = /\.(md|txt)$/i;
/** Limits, so that a huge tree, such as a home directory, does not keep the user waiting. */
const MOST_DIRECTORIES = 2_000;
const MOST_FILES = 2_000;

/**
 * Returns the `.md` and `.txt` files below `root`: those in `specs` first, then the nearest. Skips hidden directories, links and
 * unreadable entries. In a huge tree, finds only the nearest files. Returns early after an abort.
 */
export async function findSpecs(root: string, { skip, signal }: FindSpecsOptions): Promise<SpecFile[]> {
  const found: SpecFile[] = [];
  const left = [root];
  for (let seen = 0; seen < left.length && seen < MOST_DIRECTORIES && !signal.aborted; seen++) {
    const directory = left[seen] ?? root;
    for (const entry of await entriesOf(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && !isSkipped(entry.name) && !skip.includes(path)) left.push(path);
      if (!entry.isFile() || !IS_SPEC.test(entry.name) || found.length >= MOST_FILES) continue;
      const modified = await stat(path).then(
        ({ mtime }) => mtime,
        () => undefined,
      );
      if (modified) found.push({ path: relative(root, path).replaceAll('\\', '/'), modified });
    }
  }
  return found.sort((a, b) => rank(a.path) - rank(b.path) || a.path.localeCompare(b.path));
}

function isSkipped(name: string): boolean {
  return name.startsWith('.') || SKIPPED.has(name);
}

async function entriesOf(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Ranks by depth, with files in `specs` before all others. */
function rank(path: string): number {
  return path.split('/').length - (path.startsWith('specs/') ? 1_000 : 0);
}
