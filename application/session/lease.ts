// A lease that this process holds: refreshes it, and notices when another process has taken it.
import { ApplicationError } from '../errors.ts';
import type { Clock } from '../ports/clock.port.ts';
import { LEASE_MS, type LeaseHolder, type LeaseKey, type LeaseStore } from '../ports/lease.port.ts';
import type { Logger } from '../ports/logger.port.ts';
import { leaseName } from '../wording/lease-name.ts';
import { processOf } from './lease-holder.ts';

/** A lease survives two refreshes that fail. */
export const REFRESH_MS = LEASE_MS / 3;

export interface LeasePorts {
  readonly leases: LeaseStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Lease {
  readonly #lost = new AbortController();
  #version: number;
  #refreshedAt: number;
  #refreshing: Promise<void> | undefined;
  #stopTimer: () => void = () => {};
  #released = false;

  /** `version` is that of the stored lease, which `holder` has just taken. */
  constructor(
    readonly key: LeaseKey,
    private readonly holder: LeaseHolder,
    version: number,
    private readonly ports: LeasePorts,
  ) {
    this.#version = version;
    this.#refreshedAt = ports.clock.now().getTime();
    this.#schedule();
  }

  /** Aborts when another process has taken the lease; its reason is the error `CLAIM.LOST`. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Resolves if this process still holds the lease. Asks the store only if the last refresh is too long ago, as after the process
   * was suspended. Throws `CLAIM.LOST`, and the errors of the store.
   */
  async confirm(): Promise<void> {
    // The clock may have been set back.
    const age = Math.abs(this.ports.clock.now().getTime() - this.#refreshedAt);
    if (age >= LEASE_MS && !this.#released) await this.#refresh();
    if (this.lost.aborted) throw this.lost.reason;
  }

  /** Gives the lease back. Never throws: a lease that cannot be removed lapses. */
  async release(): Promise<void> {
    this.#released = true;
    this.#stopTimer();
    await this.#refreshing?.catch(() => undefined);
    if (this.lost.aborted) return;
    await this.ports.leases.remove(this.key, this.#version).catch((error: unknown) => {
      this.ports.logger.debug('the lease was not removed', { error });
    });
  }

  #schedule(): void {
    this.#stopTimer = this.ports.clock.after(REFRESH_MS, () => {
      this.#refresh()
        // The store is away. While it is, nobody else can take the lease.
        .catch((error: unknown) => this.ports.logger.debug('the lease was not refreshed', { error }))
        .finally(() => {
          if (!this.#released && !this.lost.aborted) this.#schedule();
        });
    });
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#put().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #put(): Promise<void> {
    const { leases, clock } = this.ports;
    for (;;) {
      const sentAt = clock.now().getTime();
      const version = await leases.put(this.key, this.holder, this.#version);
      if (version !== undefined) {
        this.#version = version;
        this.#refreshedAt = sentAt;
        return;
      }
      const stored = await leases.find(this.key);
      if (stored && stored.holder.id !== this.holder.id) {
        this.#lost.abort(claimLost(this.key, stored.holder));
        return;
      }
      // It was removed after it had lapsed, or an earlier refresh was stored without an answer.
      this.#version = stored?.version ?? 0;
    }
  }
}

function claimLost(key: LeaseKey, holder: LeaseHolder): ApplicationError {
  return new ApplicationError('CLAIM.LOST', `${leaseName(key)} was taken over by ${processOf(holder)}`, {
    remedy: 'this process was suspended or cut off for too long; what it recorded is kept',
  });
}
