// Says who holds a lease: this process, one of this machine, or one that is dead.
import type { LeaseHolder, StoredLease } from '../ports/lease.port.ts';
import type { Processes } from '../ports/processes.port.ts';

type Facts = Pick<Processes, 'machine' | 'startOf' | 'isAlive'>;

/** Returns the holder for a lease that the process `pid` of this machine takes. */
export function ownHolder(id: string, pid: number, processes: Facts): LeaseHolder {
  return { id, pid, start: processes.startOf(pid), ...processes.machine() };
}

/** Whether the process would be visible here. */
export function isHere({ host, scope }: LeaseHolder, processes: Facts): boolean {
  const here = processes.machine();
  return host === here.host && scope === here.scope;
}

/** Whether the process is known to be dead; false for one on another machine. */
export function isDead(holder: LeaseHolder, processes: Facts): boolean {
  if (!isHere(holder, processes)) return false;
  if (holder.boot !== processes.machine().boot) return true;
  return holder.start === ''
    ? !processes.isAlive(holder.pid)
    : processes.startOf(holder.pid) !== holder.start;
}

/** Whether the holder of the lease is taken for alive: it has refreshed the lease, and is not known to be dead. */
export function isAlive({ holder, hasLapsed }: StoredLease, processes: Facts): boolean {
  return !hasLapsed && !isDead(holder, processes);
}

/** Names the process on its machine. */
export function processOf({ pid, host }: LeaseHolder): string {
  return `process ${pid} on ${host}`;
}
