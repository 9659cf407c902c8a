// Git with the hooks it runs, which can be a whole test suite: ended when the run is, and known when this program is killed.
import type { Writable } from 'node:stream';
import type { ProcessLedger } from '../../application/ports/process-ledger.port.ts';
import type { ProcessTrees } from '../../application/ports/process-trees.port.ts';

export interface Supervision {
  readonly signal: AbortSignal;
  readonly ledger: ProcessLedger;
  readonly trees: ProcessTrees;
}

/** How long they have between SIGTERM and SIGKILL: git lets go of its locks when it is asked to end. */
const GRACE_MS = 1_000;

/** A line on the fourth stream lets it begin; the end of that stream, when this program is killed before, ends it. */
const WAIT_AND_RUN = 'read -r _ <&3 && exec "$@" 3<&-';

/** The command line of a program that does not begin before it is known to the ledger. */
export function heldBack(program: string, args: readonly string[]): [string, readonly string[]] {
  return ['/bin/sh', ['-c', WAIT_AND_RUN, 'sh', program, ...args]];
}

/** What `heldBack` has started, as the leader of a group. */
interface Held {
  readonly pid?: number | undefined;
  readonly stdio: readonly unknown[];
}

/**
 * Lets it begin. Returns what is to be called when it has ended; when it ran `late`, that ends what it left. Nothing happens
 * without a process or without supervision.
 */
export function supervise(
  { pid, stdio }: Held,
  supervision: Supervision | undefined,
): (late: boolean) => Promise<void> {
  if (pid === undefined || supervision === undefined) return async () => {};
  const { signal, ledger, trees } = supervision;
  const strikeOut = ledger.enter(pid);
  const gate = stdio[3] as Writable;
  // It may have been killed meanwhile.
  gate.on('error', () => {});
  gate.end('\n');
  let ending: Promise<unknown> = Promise.resolve();
  const onAbort = (): void => {
    ending = trees.end(pid, GRACE_MS);
  };
  const onExit = (): void => trees.kill(pid);
  process.on('exit', onExit);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return async (late) => {
    await ending;
    if (late) await trees.end(pid, GRACE_MS);
    process.off('exit', onExit);
    signal.removeEventListener('abort', onAbort);
    strikeOut();
  };
}
