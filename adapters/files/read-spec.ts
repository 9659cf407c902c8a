// Reads a spec file, with an error message for everything that can be wrong with it.
import { ApplicationError } from '../../application/errors.ts';
import type { AppErrorOptions } from '../../domain/errors.ts';
import { readGivenFile } from '../data-dir/given-file.ts';

/** In bytes: as much as a prompt may have. */
const LIMIT = 4 * 1024 * 1024;

/** Returns the text of the spec. Throws `SPEC.UNREADABLE` for a file that is missing, a directory, empty or not UTF-8. */
export async function readSpec(path: string): Promise<string> {
  const text = decode(path, await bytesOf(path));
  if (text.trim() === '') throw unreadable(path, 'is empty', { remedy: 'describe in it what to build' });
  return text;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readGivenFile(path, { bytes: LIMIT });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw unreadable(path, 'does not exist', { cause, remedy: 'name a file with --spec' });
    }
    if (code === 'EISDIR') {
      throw unreadable(path, 'is a directory', { cause, remedy: 'name a file in it' });
    }
    if (code === 'EACCES') throw unreadable(path, 'cannot be read: permission denied', { cause });
    throw unreadable(path, `cannot be read: ${message}`, { cause });
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(path, 'is not UTF-8 text', { cause, remedy: 'save it as UTF-8' });
  }
}

function unreadable(path: string, what: string, options: AppErrorOptions): ApplicationError {
  return new ApplicationError('SPEC.UNREADABLE', `the spec ${path} ${what}`, options);
}
