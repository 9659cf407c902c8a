// Saves a new spec file.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ApplicationError } from '../../application/errors.ts';

/** Makes its directory where there is none. Throws `SPEC.UNWRITABLE`, also when there is a file of that name already. */
export async function writeSpec(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text.endsWith('\n') ? text : `${text}\n`, { flag: 'wx' });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = REASONS[code ?? ''] ?? message;
    throw new ApplicationError('SPEC.UNWRITABLE', `the spec ${path} cannot be written: ${why}`, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'there is a file of that name: choose another one',
  EACCES: 'you have no permission to write there: choose another directory',
  EROFS: 'the file system is read-only: choose another directory',
  ENOTDIR: 'a part of the path is a file: choose another directory',
  ENOSPC: 'the disk is full',
};
