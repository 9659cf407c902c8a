// The names of directories for reviews, which tell whose they are, so that those of dead processes can be removed.
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { Machine, ProcessFacts } from '../../application/ports/processes.port.ts';

const PATTERN = /^iteratr-review-([0-9a-f]{8})-([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-[A-Za-z0-9]{6}$/;

/** The work tree inside of the directory. */
export const TREE = 'tree';

/** Returns the beginning of the name of a directory of this process; six random characters follow. */
export function reviewPrefix({ machine, startOf }: ProcessFacts): string {
  const { pid } = process;
  const parts = [digest(placeOf(machine())), digest(machine().boot), pid, digest(startOf(pid))];
  return `iteratr-review-${parts.join('-')}-`;
}

/** Returns the directory of a work tree for a review; undefined for another work tree. */
export function reviewDirectory(tree: string): string | undefined {
  const directory = dirname(tree);
  return basename(tree) === TREE && PATTERN.test(basename(directory)) ? directory : undefined;
}

/** Whether the directory is one for a review, and its process is certainly dead. */
export function isStale(directory: string, { machine, startOf }: ProcessFacts): boolean {
  const [, host, boot, pid = '', start] = PATTERN.exec(basename(directory)) ?? [];
  if (host !== digest(placeOf(machine()))) return false;
  return boot !== digest(machine().boot) || start !== digest(startOf(Number(pid)));
}

/** Processes of another container are not visible from here. */
function placeOf({ host, scope }: Machine): string {
  return `${host} ${scope}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
