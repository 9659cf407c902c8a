// Reads a spec file, with the words for everything that can be wrong with one.
import { readFile } from 'node:fs/promises';
import { ApplicationError } from '../../application/errors.ts';

/** The text of the spec. Throws `SPEC.UNREADABLE` for a file that is missing, a directory, empty or not UTF-8. */
export async function readSpec(path: string): Promise<string> {
  const text = decode(path, await bytesOf(path));
  if (text.trim() === '') throw unreadable(path, 'is empty: write down what is to be built');
  return text;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw unreadable(path, 'does not exist: name one with --spec', cause);
    if (code === 'EISDIR') throw unreadable(path, 'is a directory: name the file in it', cause);
    if (code === 'EACCES') throw unreadable(path, 'cannot be read without permission', cause);
    throw unreadable(path, `cannot be read (${message})`, cause);
  }
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable(path, 'is not a text in UTF-8: save it as UTF-8', cause);
  }
}

function unreadable(path: string, what: string, cause?: unknown): ApplicationError {
  return new ApplicationError('SPEC.UNREADABLE', `the spec ${path} ${what}`, { cause });
}
