// Writes a file to a path that the user chose.
import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { InputError } from '../../application/errors.ts';

/**
 * Creates the file; overwrites an existing one only with `force`. Throws `InputError` with a remedy. Of two concurrent calls
 * without `force`, one fails.
 */
export async function writeUserFile(
  path: string,
  text: string | AsyncIterable<string>,
  { force }: { readonly force: boolean },
): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const { problem, remedy } = explain(path, cause as NodeJS.ErrnoException);
    throw new InputError(problem, { cause, remedy });
  }
}

function explain(
  path: string,
  { code, message }: NodeJS.ErrnoException,
): { readonly problem: string; readonly remedy: string } {
  switch (code) {
    case 'EEXIST':
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
        return { problem: `${path} is a directory`, remedy: 'name a file' };
      return {
        problem: `${path} already exists`,
        remedy: 'name another file, or overwrite it with --force',
      };
    case 'ENOENT':
      return {
        problem: `cannot write ${path}: its directory does not exist`,
        remedy: 'create it, or name another file',
      };
    case 'EISDIR':
      return { problem: `${path} is a directory`, remedy: 'name a file' };
    default:
      return { problem: `cannot write ${path}: ${message}`, remedy: 'name another file' };
  }
}
