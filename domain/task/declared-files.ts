// The files that a task declares it will touch: paths or globs relative to the project's root, and which of them overlap.
import { DomainError } from '../errors.ts';

/** Number of files of one task, and characters in each. */
const MOST_FILES = 100;
const LENGTH = 500;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for them
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]|\p{Cs}/u;
/** What can make a name a glob. Some file names have them too; those are compared by their directory. */
const MAGIC = /[*?[\]{}()!]/;

/**
 * Returns the files in one form, each once: `./src/` is `src`. Throws `TASK.INVALID_FILE` for an absolute path, one that leads out
 * of the project, and one that is empty, too long or has control characters or backslashes, and `TASK.TOO_MANY_FILES`.
 */
export function declaredFiles(given: readonly string[]): readonly string[] {
  const files = [...new Set(given.map(declaredFile))];
  if (files.length <= MOST_FILES) return files;
  throw new DomainError(
    'TASK.TOO_MANY_FILES',
    `the task names ${files.length} files, the limit is ${MOST_FILES}`,
    {
      remedy: 'name their directories',
    },
  );
}

function declaredFile(given: string): string {
  const text = given.trim();
  const path = text
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  const fault = faultOf(text, path);
  if (fault === undefined) return path;
  const shown = text.length > LENGTH ? `${text.slice(0, 50)}…` : text;
  throw new DomainError('TASK.INVALID_FILE', `the file "${shown}" of a task ${fault}`, {
    remedy: 'use a path or glob from the top of the project, such as src/list.ts or src/list/**',
  });
}

function faultOf(text: string, path: string): string | undefined {
  if (text.length > LENGTH) return `has ${text.length} characters, the limit is ${LENGTH}`;
  if (CONTROL.test(text)) return 'has a control character';
  if (text.includes('\\')) return 'has a backslash';
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text)) return 'is not relative';
  if (path.split('/').includes('..')) return 'leads out of the project';
  return path === '' ? 'names nothing' : undefined;
}

/**
 * Files that are in use, to be compared with those of many tasks: a comparison takes as long as the path has parts. A glob counts
 * as the directory that all its matches are in, so files that might be the same overlap.
 */
export class FilesInUse {
  readonly #used: ReadonlySet<string>;
  /** The directories that the used files are in, up to the root, which is ''. */
  readonly #around: ReadonlySet<string>;

  /** `files`: as `declaredFiles` returns them. */
  constructor(files: readonly string[]) {
    const used = files.map(fixedPart);
    this.#used = new Set(used);
    this.#around = new Set(used.flatMap(directoriesOf));
  }

  /** Whether one of the files may be one that is in use, be in such a directory, or contain one. */
  overlap(files: readonly string[]): boolean {
    if (this.#used.size === 0) return false;
    return files.some((file) => {
      const path = fixedPart(file);
      if (this.#used.has(path) || this.#around.has(path)) return true;
      return directoriesOf(path).some((directory) => this.#used.has(directory));
    });
  }
}

/** Returns the part of a path before the first name that is a glob: `src` of `src/*.ts`; '' for the root. */
function fixedPart(file: string): string {
  if (!MAGIC.test(file)) return file;
  const parts = file.split('/');
  const end = parts.findIndex((part) => MAGIC.test(part));
  return parts.slice(0, end).join('/');
}

/** Returns the directories above a path, '' for the root first; none for the root. */
function directoriesOf(path: string): string[] {
  if (path === '') return [];
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index).join('/'));
}
