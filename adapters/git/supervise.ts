// Git with the hooks it runs, which can be a whole test suite: ended when the run is, and known when this program is killed.
import type { ProcessLedger } from '../../application/ports/process-ledger.port.ts';
import type { ProcessTrees } from '../../application/ports/process-trees.port.ts';

export interface Supervision {
  readonly signal: AbortSignal;
  readonly ledger: ProcessLedger;
  readonly trees: ProcessTrees;
}

/** How long they have between SIGTERM and SIGKILL: git lets go of its locks when it is asked to end. */
const GRACE_MS = 1_000;

/**
 * For the leader of a group. Returns what is to be called when it has ended; when it ran `late`, that ends what it left.
 * Nothing happens without a process or without supervision.
 */
export function supervise(
  pid: number | undefined,
  supervision: Supervision | undefined,
): (late: boolean) => Promise<void> {
  if (pid === undefined || supervision === undefined) return async () => {};
  const { signal, ledger, trees } = supervision;
  const strikeOut = ledger.enter(pid);
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
