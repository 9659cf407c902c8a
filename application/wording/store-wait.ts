// Words the wait for a store that cannot answer.
import type { StoreWait } from '../ports/store-waits.port.ts';
import { formatDuration } from './duration.ts';
import { localTime } from './local-time.ts';

/** A wait that is shown: the end with an error is shown by the run. */
export type ShownWait = Exclude<StoreWait, { type: 'store-given-up' }>;

/** Returns the line of the log: why and until when the run waits, or how long it has waited. */
export function storeWaitLine(wait: ShownWait): string {
  if (wait.type === 'store-back') {
    const what = wait.cause === 'full' ? 'the store has room again' : 'the store is back';
    return `${what} after ${formatDuration(wait.waitedMs)}`;
  }
  const what = wait.cause === 'full' ? 'waiting for room' : 'waiting';
  const end = wait.until === null ? 'without a time limit' : `until ${localTime(new Date(wait.until))}`;
  return `${wait.problem}; ${what} ${end} (store_timeout)`;
}

/** Returns what a run waits for, to follow "waiting: ", the end first; null if it does not wait. */
export function storeWaitStatus(wait: ShownWait): string | null {
  if (wait.type === 'store-back') return null;
  const what = wait.cause === 'full' ? 'for room' : 'for the store';
  const end = wait.until === null ? '' : ` until ${localTime(new Date(wait.until))}`;
  return `${what}${end}: ${wait.problem}`;
}
