// Guards supervised processes: each is recorded before it runs, and does not outlive this program.
import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { ProcessCommand } from '../../application/ports/processes.port.ts';
import type { ProcessRecords } from './process-records.ts';
import { PROCESS_TREES } from './process-tree.ts';

/** Starts the program after a line on the fourth stream; exits if the stream ends first because this program was killed. */
const WAIT_AND_RUN = 'read -r _ <&3 && exec "$@" 3<&-';

/** Returns a command line that does not start the program before `letRun`. It needs a pipe as its fourth stream. */
export function heldBack({ program, args }: ProcessCommand): [program: string, args: string[]] {
  return ['/bin/sh', ['-c', WAIT_AND_RUN, 'sh', program, ...args]];
}

/** Lets a program run that was started with `heldBack`. */
export function letRun({ stdio }: { readonly stdio: readonly unknown[] }): void {
  const gate = stdio[3] as Writable;
  // The process may have been killed in the meantime.
  gate.on('error', () => {});
  gate.end('\n');
}

/** One listener for all: several workers run more than ten at a time, for which Node suspects a leak. */
const GUARDED = new Set<number>();

/** Records the leader of a group, and kills its tree when this program exits. Returns a function that undoes both. */
export function guard(pid: number, records: ProcessRecords, mark?: string): () => void {
  const remove = records.record(pid, mark);
  if (GUARDED.size === 0) process.on('exit', killAll);
  GUARDED.add(pid);
  return () => {
    GUARDED.delete(pid);
    if (GUARDED.size === 0) process.off('exit', killAll);
    remove();
  };
}

function killAll(): void {
  for (const pid of GUARDED) PROCESS_TREES.kill(pid);
}

/** Resolves with the process number when the child runs; rejects if it does not start. */
export function whenStarted(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number));
    child.once('error', reject);
  });
}
