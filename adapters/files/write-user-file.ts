// Writes a file that the user asked for, where the user wants it.
import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { InputError } from '../../application/errors.ts';

/**
 * Creates the file; one that exists is overwritten only with `force`. Throws `InputError` with what to do instead.
 * Two calls at the same time: without `force` one of them fails.
 */
export async function writeUserFile(
  path: string,
  text: string,
  { force }: { readonly force: boolean },
): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    throw new InputError(problem(path, cause as NodeJS.ErrnoException), { cause });
  }
}

function problem(path: string, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EEXIST':
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
        return `${path} is a directory: name a file`;
      return `${path} exists already: name another file, or overwrite it with --force`;
    case 'ENOENT':
      return `${path} cannot be written, its directory does not exist: create it or name another file`;
    case 'EISDIR':
      return `${path} is a directory: name a file`;
    default:
      return `${path} cannot be written (${message}): name another file`;
  }
}
