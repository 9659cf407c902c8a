// Writes the default template to a file of the user's, to be adapted.
import { writeFile } from 'node:fs/promises';
import { InputError } from '../../application/errors.ts';
import { DEFAULT_TEMPLATE } from './default-template.ts';

/**
 * Creates the file; one that exists is overwritten only with `force`. Throws `InputError` with what to do instead.
 * Two calls at the same time: without `force` one of them fails.
 */
export async function writeDefaultTemplate(
  path: string,
  { force }: { readonly force: boolean },
): Promise<void> {
  try {
    await writeFile(path, DEFAULT_TEMPLATE, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    throw new InputError(problem(path, cause as NodeJS.ErrnoException), { cause });
  }
}

function problem(path: string, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EEXIST':
      return `${path} exists already: name another file, or overwrite it with --force`;
    case 'ENOENT':
      return `${path} cannot be written, its directory does not exist: create it or name another file`;
    case 'EISDIR':
      return `${path} is a directory: name a file`;
    default:
      return `${path} cannot be written (${message}): name another file`;
  }
}
