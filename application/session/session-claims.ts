// Claims sessions for this process: one build per session, over all machines that share the store.
import type { SessionName } from '../../domain/session/session-name.ts';
import { ApplicationError } from '../errors.ts';
import type { IdGenerator } from '../ports/clock.port.ts';
import { LEASE_MS, type LeaseHolder, type StoredLease } from '../ports/lease.port.ts';
import type { Processes } from '../ports/processes.port.ts';
import type { RunEndpoint, RunRegistry } from '../ports/run-registry.port.ts';
import { endProcess } from './end-process.ts';
import { Lease, type LeasePorts } from './lease.ts';
import { isAlive, isDead, isHere, ownHolder, processOf } from './lease-holder.ts';

/** The interval at which to look whether a lease was refreshed. */
const WATCH_MS = 500;

export interface ClaimPorts extends LeasePorts {
  readonly runs: RunRegistry;
  readonly processes: Pick<Processes, 'machine' | 'startOf' | 'isAlive' | 'signal'>;
  readonly ids: IdGenerator;
  /** This process. */
  readonly pid: number;
}

export interface ClaimOptions {
  /** Whether to end the process on this machine that has the session; undefined if the user has no such choice. */
  readonly takeOver?: boolean | undefined;
  /** Called when the claim has to wait until it is known whether a process on another machine is alive. */
  readonly onWait?: (message: string) => void;
  readonly signal?: AbortSignal;
}

export interface Claim {
  /** The process that had the session and did not give it back. */
  readonly from: LeaseHolder | undefined;
  /** Aborts when another process has taken the session over; its reason is the error `CLAIM.LOST`. */
  readonly lost: AbortSignal;
  /** Gives the session back. Never throws. */
  release(): Promise<void>;
}

export class SessionClaims {
  readonly #held = new Map<SessionName, Lease>();

  constructor(private readonly ports: ClaimPorts) {}

  /**
   * Claims the session and registers where this process accepts requests. A dead process on this machine is replaced at once, one
   * on another machine when its lease has lapsed, a live one never: throws `SESSION.BUSY`, naming it. Throws `CANCELLED` if
   * `signal` aborts, and the errors of the store.
   */
  async claim(session: SessionName, endpoint: RunEndpoint, options: ClaimOptions = {}): Promise<Claim> {
    const { lease, from } = await this.#take(session, options);
    try {
      const unregister = await this.ports.runs.register(session, endpoint);
      this.#held.set(session, lease);
      const release = async (): Promise<void> => {
        await unregister();
        await lease.release();
        this.#held.delete(session);
      };
      return { from, lost: lease.lost, release };
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  /** Resolves unless this process has lost its claim of the session. Throws `CLAIM.LOST`, and the errors of the store. */
  async confirm(session: SessionName): Promise<void> {
    await this.#held.get(session)?.confirm();
  }

  /** Returns whether a live build has claimed the session, on any machine. */
  async isRunning(session: SessionName): Promise<boolean> {
    return (await this.running()).has(session);
  }

  /** Returns the sessions that live builds have claimed, on any machine. */
  async running(): Promise<ReadonlySet<SessionName>> {
    const runs = await this.ports.leases.runs();
    return new Set(
      [...runs].filter(([, lease]) => isAlive(lease, this.ports.processes)).map(([name]) => name),
    );
  }

  async #take(
    session: SessionName,
    options: ClaimOptions,
  ): Promise<{ lease: Lease; from: LeaseHolder | undefined }> {
    const { leases, ids, processes, pid } = this.ports;
    const own = ownHolder(ids.next(), pid, processes);
    let from: LeaseHolder | undefined;
    for (;;) {
      const found = await leases.find({ session });
      // An earlier attempt was stored, but its answer was lost.
      if (found?.holder.id === own.id)
        return { lease: new Lease({ session }, own, found.version, this.ports), from };
      const expected = found ? await this.#lapsed(session, found, options) : 0;
      from = found?.holder ?? from;
      const version = await leases.put({ session }, own, expected);
      if (version !== undefined) return { lease: new Lease({ session }, own, version, this.ports), from };
    }
  }

  /** Returns the version to replace when the lease has lapsed, 0 if it is gone. Throws `SESSION.BUSY` if its holder lives. */
  async #lapsed(
    session: SessionName,
    { holder, version, hasLapsed }: StoredLease,
    { takeOver, onWait, signal = new AbortController().signal }: ClaimOptions,
  ): Promise<number> {
    const { leases, clock } = this.ports;
    if (isDead(holder, this.ports.processes)) return version;
    if (isHere(holder, this.ports.processes)) {
      if (!takeOver) throw busy(session, holder, takeOver === false);
      await endProcess(holder, this.ports);
      return version;
    }
    if (hasLapsed) return version;
    const seconds = LEASE_MS / 1000;
    onWait?.(
      `${processOf(holder)} had session "${session}"; waiting up to ${seconds} s to see whether it is alive`,
    );
    for (let waited = 0; waited < LEASE_MS; waited += WATCH_MS) {
      await clock.sleep(WATCH_MS, signal);
      if (signal.aborted) throw new ApplicationError('CANCELLED', 'the claim of the session was interrupted');
      const now = await leases.find({ session });
      if (!now) return 0;
      if (now.version !== version) throw busyElsewhere(session, now.holder);
      if (now.hasLapsed) break;
    }
    return version;
  }
}

function busy(session: SessionName, { pid }: LeaseHolder, canTakeOver: boolean): ApplicationError {
  return new ApplicationError('SESSION.BUSY', `session "${session}" is already being run by process ${pid}`, {
    remedy: `wait for it, end it${canTakeOver ? ' with --take-over' : ''}, or choose another --name`,
  });
}

function busyElsewhere(session: SessionName, holder: LeaseHolder): ApplicationError {
  return new ApplicationError(
    'SESSION.BUSY',
    `session "${session}" is already being run by ${processOf(holder)}`,
    {
      remedy: 'wait for it, end it there, or choose another --name',
    },
  );
}
