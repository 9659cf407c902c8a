// Looks whether a disk has room, before something that would hang, or leave incomplete files, without it.
import { statfsSync } from 'node:fs';
import { AdapterError } from '../../application/errors.ts';

/** A nats-server that cannot write its port and its first files, some 20 KB, never becomes ready and says nothing. */
const LEAST_BYTES = 128 * 1024;

/** Whether the disk of the directory, which must exist, is full: it has no room for some small files. */
export function isFull(directory: string): boolean {
  const { bavail, bsize, blocks, files, ffree } = statfsSync(directory);
  // Some file systems do not say how large they are, or how many files they take.
  return (blocks > 0 && bavail * bsize < LEAST_BYTES) || (files > 0 && ffree === 0);
}

/** Throws `STORE.FULL` if the disk of the directory, which must exist, is full. */
export function requireRoom(directory: string): void {
  if (isFull(directory)) throw diskFull(directory);
}

export function diskFull(directory: string, cause?: unknown): AdapterError {
  return new AdapterError('STORE.FULL', `the disk is full: ${directory}`, {
    cause,
    retryable: true,
    remedy: 'make room and try again',
  });
}
