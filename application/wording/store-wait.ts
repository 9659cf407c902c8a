// Words the wait for a store, or a git remote, that cannot answer.
import type { StoreWait, WaitCause } from '../ports/store-waits.port.ts';
import { formatDuration } from './duration.ts';
import { localTime } from './local-time.ts';

/** A wait that is shown: the end with an error is shown by the run. */
export type ShownWait = Exclude<StoreWait, { type: 'store-given-up' }>;

/** What is waited for, and how its return is told. */
const WORDS: Readonly<Record<WaitCause, { readonly forWhat: string; readonly isBack: string }>> = {
  away: { forWhat: 'for the store', isBack: 'the store is back' },
  full: { forWhat: 'for room', isBack: 'the store has room again' },
  remote: { forWhat: 'for the git remote', isBack: 'the git remote is back' },
};

/** Returns the line of the log: why and until when the run waits, or how long it has waited. */
export function storeWaitLine(wait: ShownWait): string {
  if (wait.type === 'store-back') {
    return `${WORDS[wait.cause].isBack} after ${formatDuration(wait.waitedMs)}`;
  }
  const what = wait.cause === 'full' ? 'waiting for room' : 'waiting';
  const end = wait.until === null ? 'without a time limit' : `until ${localTime(new Date(wait.until))}`;
  return `${wait.problem}; ${what} ${end} (store_timeout)`;
}

/** Returns what a run waits for, to follow "waiting: ", the end first; null if it does not wait. */
export function storeWaitStatus(wait: ShownWait): string | null {
  if (wait.type === 'store-back') return null;
  const end = wait.until === null ? '' : ` until ${localTime(new Date(wait.until))}`;
  return `${WORDS[wait.cause].forWhat}${end}: ${wait.problem}`;
}
