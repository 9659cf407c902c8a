// Writes a new spec file.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ApplicationError } from '../../application/errors.ts';

/** Writes the file, and creates its directory if necessary. Throws `SPEC.UNWRITABLE`, also if the file already exists. */
export async function writeSpec(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text.endsWith('\n') ? text : `${text}\n`, { flag: 'wx' });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const { why, remedy } = REASONS[code ?? ''] ?? { why: message };
    throw new ApplicationError('SPEC.UNWRITABLE', `the spec ${path} cannot be written: ${why}`, {
      cause,
      ...(remedy !== undefined && { remedy }),
    });
  }
}

const REASONS: Readonly<Record<string, { readonly why: string; readonly remedy?: string }>> = {
  EEXIST: { why: 'there is a file with that name', remedy: 'choose another name' },
  EACCES: { why: 'you have no permission to write there', remedy: 'choose another directory' },
  EROFS: { why: 'the file system is read-only', remedy: 'choose another directory' },
  ENOTDIR: { why: 'a part of the path is a file', remedy: 'choose another directory' },
  ENOSPC: { why: 'the disk is full' },
};
