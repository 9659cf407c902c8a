// Ends another iteratr on this machine, also one that is stopped or hangs.
import type { Clock } from '../ports/clock.port.ts';
import type { LeaseHolder } from '../ports/lease.port.ts';
import type { Processes } from '../ports/processes.port.ts';

/** How long a build may take to end its agent and record its end. */
const GRACE_MS = 10_000;
const KILL_MS = 5_000;
const POLL_MS = 50;

/**
 * Sends SIGTERM to the process and SIGKILL if it is still there after ten seconds. Resolves when it is gone, or when it
 * cannot be ended within five more seconds.
 */
export async function endProcess(
  { pid, start }: LeaseHolder,
  {
    processes,
    clock,
  }: { readonly processes: Pick<Processes, 'startOf' | 'signal'>; readonly clock: Pick<Clock, 'sleep'> },
): Promise<void> {
  const isThere = () => processes.startOf(pid) === start;
  const gone = async (limitMs: number): Promise<boolean> => {
    for (let waited = 0; isThere() && waited < limitMs; waited += POLL_MS) {
      await clock.sleep(POLL_MS, new AbortController().signal);
    }
    return !isThere();
  };
  // Without a start time, the number may be another process's.
  if (start === '' || !isThere()) return;
  processes.signal(pid, 'SIGTERM');
  // A stopped process takes no signal but this one.
  processes.signal(pid, 'SIGCONT');
  if (await gone(GRACE_MS)) return;
  processes.signal(pid, 'SIGKILL');
  await gone(KILL_MS);
}
