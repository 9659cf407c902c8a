// Reads spec files and identifies them by their path in the work tree.
import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { SpecFiles, SpecText } from '../../application/ports/spec-files.port.ts';
import type { SpecRecord } from '../../domain/session/session-spec.ts';
import { gitCommonDirOf, gitRootOf } from '../data-dir/git-root.ts';
import { readSpec } from './read-spec.ts';

const PIPE = 'pipe:';
/** Paths that do not identify a spec: `--spec <(…)` gets a different one each time. */
const DESCRIPTOR = /^\/(dev|proc)\//;

export interface FileSpecsOptions {
  /** Where the command was started. */
  readonly cwd: string;
  /** Older versions ran in its parent directory, unless the data directory was configured. */
  readonly dataDir: string;
}

export class FileSpecs implements SpecFiles {
  readonly #cwd: string;
  readonly #dataDir: string;
  readonly #root: string;
  /** Specs by absolute path. */
  readonly #read = new Map<string, Promise<SpecText>>();

  constructor({ cwd, dataDir }: FileSpecsOptions) {
    this.#cwd = cwd;
    this.#dataDir = dataDir;
    const real = realPathOf(cwd) ?? cwd;
    this.#root = gitRootOf(real) ?? real;
  }

  /** Reads each file only once, because a pipe can be read only once. */
  read(named: string): Promise<SpecText> {
    const file = resolve(this.#cwd, named);
    const known = this.#read.get(file);
    if (known) return known;
    const reading = this.#readFile(named, file);
    this.#read.set(file, reading);
    return reading;
  }

  async #readFile(named: string, file: string): Promise<SpecText> {
    const text = await readSpec(file);
    const real = realPathOf(file);
    if (real === undefined || !statSync(real, { throwIfNoEntry: false })?.isFile()) {
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
      return { text, path: `${PIPE}${hash}`, nameFrom: `piped-${hash}` };
    }
    return { text, path: this.#identify(real), nameFrom: DESCRIPTOR.test(file) ? real : named };
  }

  locate({ spec, specPath }: SpecRecord): string | undefined {
    if (spec === null || specPath?.startsWith(PIPE)) return undefined;
    const file = specPath === null ? this.#fileOf(spec) : resolve(this.#root, specPath);
    if (DESCRIPTOR.test(file)) return undefined;
    const shown = relative(realPathOf(this.#cwd) ?? this.#cwd, file);
    return shown.startsWith('..') ? file : shown;
  }

  isSame(recorded: string, path: string): boolean {
    const file = this.#fileOf(recorded);
    const found = this.#identify(realPathOf(file) ?? file);
    return !DESCRIPTOR.test(file) && found.normalize('NFC') === path.normalize('NFC');
  }

  /** Returns the absolute path of a spec that an older version recorded under the path the user gave. */
  #fileOf(named: string): string {
    if (isAbsolute(named)) return existsSync(named) ? named : (this.#moved(named) ?? named);
    const bases = [dirname(this.#dataDir), this.#cwd, this.#root];
    const files = bases.map((base) => resolve(base, named));
    return files.find((file) => existsSync(file)) ?? resolve(this.#cwd, named);
  }

  /** Returns the new path of a missing file outside of the root, if the repository was moved to the root. */
  #moved(file: string): string | undefined {
    if (inside(this.#root, file) !== undefined) return undefined;
    const parts = file.split(sep).filter(Boolean);
    const endings = parts.map((_, index) => join(this.#root, ...parts.slice(index)));
    return endings.find((path) => existsSync(path));
  }

  /** Returns the path that identifies the file `real`; in another work tree of the repository, its path in that work tree. */
  #identify(real: string): string {
    const path = inside(this.#root, real) ?? this.#inOtherWorkTree(real) ?? real;
    return path.replaceAll(sep, '/');
  }

  #inOtherWorkTree(real: string): string | undefined {
    const other = gitRootOf(dirname(real));
    const common = other === undefined ? undefined : gitCommonDirOf(other);
    const isOurs =
      common !== undefined && realPathOf(common) === realPathOf(gitCommonDirOf(this.#root) ?? '');
    return other !== undefined && isOurs ? inside(other, real) : undefined;
  }
}

/** Returns the path relative to `root`; undefined for a file that is not below it. */
function inside(root: string, file: string): string | undefined {
  const path = relative(root, file);
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : path;
}

/**
 * Returns the real path; undefined if it does not exist, such as the target of a descriptor that is not a file. On some disks
 * this also corrects upper and lower case.
 */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
