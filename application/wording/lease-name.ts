// Names what a lease is for.
import type { LeaseKey } from '../ports/lease.port.ts';

/** Returns `session "s"`, or `the worker w1 of session "s"`. */
export function leaseName({ session, worker }: LeaseKey): string {
  return worker === undefined ? `session "${session}"` : `the worker ${worker} of session "${session}"`;
}
