// Reads files from outside of the data directory with limits: a pipe, a device or a huge file must not hang or fill anything.
import { close, closeSync, constants, fstatSync, open, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';
import { inTime } from '../../application/async/time-limit.ts';

const NONBLOCK = constants.O_NONBLOCK ?? 0;
const openFile = promisify(open);
const closeFile = promisify(close);

export interface ReadLimits {
  readonly bytes: number;
  /** How long all of a pipe may take, in milliseconds. */
  readonly ms?: number;
}

/**
 * Returns the content of a regular file. Throws file system errors, and an `Error` that completes "… cannot be read: " for
 * anything else or more than `bytes`.
 */
export function readPlainFile(path: string, { bytes }: ReadLimits): Buffer {
  return contentOfFile(openSync(path, constants.O_RDONLY | NONBLOCK), bytes);
}

/** Returns the content of a file or pipe, such as `<(…)` of a shell. Throws like `readPlainFile`. */
export async function readGivenFile(path: string, { bytes, ms = 60_000 }: ReadLimits): Promise<Buffer> {
  const late = new Error(`the pipe did not end within ${ms / 1000} s`);
  const until = Date.now() + ms;
  const opening = openFile(path, 'r');
  const fd = await inTime(ms, opening, () => late).catch((error: unknown) => {
    release(path, opening);
    throw error;
  });
  const stats = fstatSync(fd);
  // A stream would take several milliseconds.
  if (stats.isFile() || stats.isDirectory()) return contentOfFile(fd, bytes);
  if (!stats.isFIFO()) {
    closeSync(fd);
    throw new Error('it is neither a file nor a pipe');
  }
  const pipe = new Socket({ fd, readable: true, writable: false });
  const timer = setTimeout(() => pipe.destroy(late), until - Date.now());
  try {
    return await contentOfPipe(pipe, bytes);
  } finally {
    clearTimeout(timer);
    pipe.destroy();
  }
}

/** Ends the wait for a writer, which would keep a thread, by opening the pipe for writing. */
function release(path: string, opening: Promise<number>): void {
  const ignore = (): void => undefined; // nobody waits for the pipe any more
  opening.then((fd) => closeFile(fd)).catch(ignore);
  openFile(path, constants.O_WRONLY | NONBLOCK)
    .then((fd) => closeFile(fd))
    .catch(ignore);
}

/** Closes the file. */
function contentOfFile(fd: number, limit: number): Buffer {
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
    if (!stats.isFile()) throw new Error('it is not a file');
    if (stats.size > limit) throw tooLarge(limit);
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

async function contentOfPipe(chunks: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

function tooLarge(bytes: number): Error {
  return new Error(`it has more than ${bytes / 1024 / 1024} MB`);
}
