// What every supervised process has: it is recorded before it begins, and does not outlive this program.
import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import type { ProcessCommand } from '../../application/ports/processes.port.ts';
import type { ProcessRecords } from './process-records.ts';
import { PROCESS_TREES } from './process-tree.ts';

/** How long processes have between SIGTERM and SIGKILL: git lets go of its locks when it is asked to end. */
export const GRACE_MS = 1_000;

/** A line on the fourth stream lets it begin; the end of that stream, when this program is killed before, ends it. */
const WAIT_AND_RUN = 'read -r _ <&3 && exec "$@" 3<&-';

/** The command line of a program that does not begin before `letRun`. It needs a pipe as its fourth stream. */
export function heldBack({ program, args }: ProcessCommand): [program: string, args: string[]] {
  return ['/bin/sh', ['-c', WAIT_AND_RUN, 'sh', program, ...args]];
}

export function letRun({ stdio }: { readonly stdio: readonly unknown[] }): void {
  const gate = stdio[3] as Writable;
  // It may have been killed meanwhile.
  gate.on('error', () => {});
  gate.end('\n');
}

/** Records the leader of a group, and kills its tree when this program exits. Returns what undoes both. */
export function guard(pid: number, records: ProcessRecords, mark?: string): () => void {
  const remove = records.record(pid, mark);
  const onExit = (): void => PROCESS_TREES.kill(pid);
  process.on('exit', onExit);
  return () => {
    process.off('exit', onExit);
    remove();
  };
}

/** Resolves with its number when it runs; rejects when it does not start. */
export function whenStarted(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number));
    child.once('error', reject);
  });
}
