// The leases of a session's workers: holds those of this process, and finds workers of others that have ended without a word.
import type { SessionName } from '../../domain/session/session-name.ts';
import type { Worker } from '../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { IdGenerator } from '../ports/clock.port.ts';
import { LEASE_MS } from '../ports/lease.port.ts';
import type { Processes } from '../ports/processes.port.ts';
import { Lease, type LeasePorts } from './lease.ts';
import { isAlive, isDead, ownHolder, processOf } from './lease-holder.ts';

export interface WorkerLeasePorts extends LeasePorts {
  readonly processes: Pick<Processes, 'machine' | 'startOf' | 'isAlive'>;
  readonly ids: IdGenerator;
  /** This process. */
  readonly pid: number;
}

export interface EndedWorker {
  readonly worker: Worker;
  readonly reason: string;
  /** Whether its process is known to be dead, not only cut off or suspended. */
  readonly isDead: boolean;
}

export class WorkerLeases {
  constructor(private readonly ports: WorkerLeasePorts) {}

  /** Takes the lease of a worker of this process that has just joined, so that nobody else has its name. Throws the errors of the store. */
  async hold(session: SessionName, worker: WorkerName): Promise<Lease> {
    const { leases, ids, pid, processes } = this.ports;
    const key = { session, worker };
    const own = ownHolder(ids.next(), pid, processes);
    for (;;) {
      // One that had the name before may have left its lease behind.
      const found = await leases.find(key);
      if (found?.holder.id === own.id) return new Lease(key, own, found.version, this.ports);
      const version = await leases.put(key, own, found?.version ?? 0);
      if (version !== undefined) return new Lease(key, own, version, this.ports);
    }
  }

  /** Returns the workers of the session whose leases are alive. Throws the errors of the store. */
  async alive(session: SessionName): Promise<ReadonlySet<WorkerName>> {
    const leases = await this.ports.leases.workers(session);
    return new Set(
      [...leases].filter(([, lease]) => isAlive(lease, this.ports.processes)).map(([name]) => name),
    );
  }

  /** Returns those of the workers whose process is dead or whose lease has lapsed. Throws the errors of the store. */
  async ended(session: SessionName, workers: readonly Worker[]): Promise<readonly EndedWorker[]> {
    if (workers.length === 0) return [];
    const { processes } = this.ports;
    const leases = await this.ports.leases.workers(session);
    return workers.flatMap((worker): EndedWorker[] => {
      const lease = leases.get(worker.name);
      if (lease && isAlive(lease, processes)) return [];
      if (lease && isDead(lease.holder, processes))
        return [{ worker, reason: `${processOf(lease.holder)} is dead`, isDead: true }];
      return this.#hasJustJoined(worker) ? [] : [{ worker, reason: 'its lease has lapsed', isDead: false }];
    });
  }

  /** Removes the lease that a lost worker has left, unless it was refreshed again. Throws the errors of the store. */
  async forget(session: SessionName, worker: WorkerName): Promise<void> {
    const { leases, processes } = this.ports;
    const key = { session, worker };
    const left = await leases.find(key);
    if (left && !isAlive(left, processes)) await leases.remove(key, left.version);
  }

  /** A worker takes its lease after it has joined, and one that had the name before may have left a lapsed one. */
  #hasJustJoined({ joinedAt }: Worker): boolean {
    // The clocks of machines may differ.
    return Math.abs(this.ports.clock.now().getTime() - Date.parse(joinedAt)) < LEASE_MS;
  }
}
