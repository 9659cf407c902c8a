// Refuses to start something on a disk without room, where it would hang instead of failing.
import { statfsSync } from 'node:fs';
import { AdapterError } from '../../application/errors.ts';

/** A nats-server that cannot write its port and its first files, some 20 KB, never becomes ready and says nothing. */
const LEAST_BYTES = 128 * 1024;

/** Throws `STORE.FULL` if the disk of the directory, which must exist, is full. */
export function requireRoom(directory: string): void {
  const { bavail, bsize, blocks } = statfsSync(directory);
  // Some network file systems do not say how large they are.
  if (blocks === 0 || bavail * bsize >= LEAST_BYTES) return;
  throw diskFull(directory);
}

export function diskFull(directory: string, cause?: unknown): AdapterError {
  return new AdapterError('STORE.FULL', `the disk is full: ${directory}`, {
    cause,
    retryable: true,
    remedy: 'make room and try again',
  });
}
