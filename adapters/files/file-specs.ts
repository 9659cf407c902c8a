// Spec files below the work tree, told apart by their path in it.
import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { SpecFiles, SpecText } from '../../application/ports/spec-files.port.ts';
import type { SpecRecord } from '../../domain/session/session-spec.ts';
import { gitCommonDirOf, gitRootOf } from './git-root.ts';
import { readSpec } from './read-spec.ts';

const PIPE = 'pipe:';
/** Paths that say nothing of what is read: `--spec <(…)` is another one each time. */
const DESCRIPTOR = /^\/(dev|proc)\//;

export interface FileSpecsOptions {
  /** Where the command was started. */
  readonly cwd: string;
  /** Its parent is where older versions ran, unless it was configured. */
  readonly dataDir: string;
}

export class FileSpecs implements SpecFiles {
  readonly #cwd: string;
  readonly #dataDir: string;
  readonly #root: string;
  /** By absolute path. */
  readonly #read = new Map<string, Promise<SpecText>>();

  constructor({ cwd, dataDir }: FileSpecsOptions) {
    this.#cwd = cwd;
    this.#dataDir = dataDir;
    const real = realPathOf(cwd) ?? cwd;
    this.#root = gitRootOf(real) ?? real;
  }

  /** Each file is read once: a pipe gives what it has only once. */
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

  /** The absolute path of what an older version recorded as the user had named it, most likely below this directory. */
  #fileOf(named: string): string {
    if (isAbsolute(named)) return existsSync(named) ? named : (this.#moved(named) ?? named);
    const bases = [dirname(this.#dataDir), this.#cwd, this.#root];
    const files = bases.map((base) => resolve(base, named));
    return files.find((file) => existsSync(file)) ?? resolve(this.#cwd, named);
  }

  /** Where a file outside of the root is, that is no longer there: below the root, if the repository was moved to it. */
  #moved(file: string): string | undefined {
    if (inside(this.#root, file) !== undefined) return undefined;
    const parts = file.split(sep).filter(Boolean);
    const endings = parts.map((_, index) => join(this.#root, ...parts.slice(index)));
    return endings.find((path) => existsSync(path));
  }

  /** `real` is an absolute path without links. A file in another work tree of the repository has the path it has there. */
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

/** undefined for a file that is not below `root`. */
function inside(root: string, file: string): string | undefined {
  const path = relative(root, file);
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : path;
}

/** undefined for what is not there, as what a descriptor leads to where that is no file. On some disks it also tells the case. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
