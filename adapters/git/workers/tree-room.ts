// Stops a worker whose work tree is on a full disk: what was written there may be incomplete, and git can check nothing out.
import { AdapterError } from '../../../application/errors.ts';
import { isFull } from '../../data-dir/disk-room.ts';

/** Throws `AdapterError` `GIT` if the disk of the directory, which must exist, is full. `kept`: the branch with the work, '' for none. */
export function requireTreeRoom(directory: string, kept = ''): void {
  if (isFull(directory)) throw treeFull(directory, kept);
}

/** Git does not say why it cannot write a file, and has then removed what it wrote. */
const UNWRITTEN = /unable to write|no space left on device|disk quota exceeded/i;

/** Returns the error to throw for a git command that failed in the directory: with what is known about the room on its disk. */
export function fullOr(error: unknown, directory: string): unknown {
  if (!(error instanceof AdapterError)) return error;
  try {
    if (isFull(directory)) return treeFull(directory, '', error);
  } catch {
    return error; // the directory is gone
  }
  if (!UNWRITTEN.test(error.problem)) return error;
  const remedy = `the disk may be full: make room in ${directory} and start the build again`;
  return new AdapterError('GIT', error.problem, { cause: error, remedy });
}

function treeFull(directory: string, kept: string, cause?: unknown): AdapterError {
  const work = `what was written there may be incomplete and is not merged; it is kept on the branch ${kept}`;
  const problem = `the disk is full: ${directory}${kept === '' ? '' : ` (${work})`}`;
  return new AdapterError('GIT', problem, { cause, remedy: 'make room and start the build again' });
}
