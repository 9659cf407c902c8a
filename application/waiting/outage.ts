// The time in which the store, or the git remote, cannot answer: how long requests wait for it, and who is told.
import { AdapterError, type AdapterErrorCode } from '../errors.ts';
import type { StoreWait, StoreWaits, WaitCause } from '../ports/store-waits.port.ts';

/** Shorter interruptions, such as the election of a leader, are not reported. */
const UNREPORTED_MS = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** A request that began earlier is from before this process was suspended. */
const LONGEST_REQUEST_MS = 6_000;
/** A timer that is late by so much tells of a suspension: the store was not asked in that time. */
const SUSPENDED_MS = 2_000;
/** How long the store is asked after a suspension, in milliseconds. */
const AWAKE_MS = 10_000;

/** What is wrong, and may pass by itself. */
export interface PassingFailure {
  readonly cause: WaitCause;
  readonly code: AdapterErrorCode;
  readonly problem: string;
  readonly remedy: string;
}

/** How long to wait for each cause, in milliseconds. 0 for not at all, `Infinity` for no limit. */
export type Patience = Readonly<Record<WaitCause, number>>;

/** The patience of a single command. */
export const COMMAND_PATIENCE: Patience = { away: 20_000, full: 0, remote: 0 };

/** Returns the longest wait in milliseconds that `store_timeout` allows, given in seconds; 0 is no limit. */
export function longestWait(storeTimeout: number): number {
  return storeTimeout === 0 ? Number.POSITIVE_INFINITY : storeTimeout * 1_000;
}

interface Current {
  readonly failure: PassingFailure;
  readonly since: number;
  readonly givenUp: AbortController;
  reported: boolean;
  readonly timers: NodeJS.Timeout[];
}

export class Outage implements StoreWaits {
  #patience: Patience;
  #current: Current | undefined;
  /** Number of requests that wait. */
  #waiting = 0;
  readonly #listeners = new Set<(wait: StoreWait) => void>();

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  onChange(listener: (wait: StoreWait) => void): () => void {
    this.#listeners.add(listener);
    if (this.#current?.reported && !this.#current.givenUp.signal.aborted)
      listener(this.#begun(this.#current));
    return () => this.#listeners.delete(listener);
  }

  shorten(ms: number): void {
    const { away, full, remote } = this.#patience;
    this.#patience = { away: Math.min(away, ms), full: Math.min(full, ms), remote: Math.min(remote, ms) };
    if (this.#current) this.#limit(this.#current, this.#current.since + ms - Date.now());
  }

  /** Whether a request that fails in this way may wait. */
  allows({ cause }: PassingFailure): boolean {
    return this.#patience[cause] > 0 && this.#current?.givenUp.signal.aborted !== true;
  }

  /** A request, begun at `since` (ms), starts to wait. Returns the signal that aborts when the time is over. */
  begin(failure: PassingFailure, since: number): AbortSignal {
    this.#waiting++;
    this.#current ??= this.#start(failure, Math.max(since, Date.now() - LONGEST_REQUEST_MS));
    return this.#current.givenUp.signal;
  }

  /** A request that waited has ended. */
  end(succeeded: boolean): void {
    this.#waiting--;
    if (succeeded && this.#waiting === 0) this.#over();
  }

  /** A request succeeded without waiting. Reading is no sign of room on the disk. */
  succeeded(isWrite: boolean): void {
    if (this.#current && this.#waiting === 0 && (isWrite || this.#current.failure.cause !== 'full'))
      this.#over();
  }

  /** Milliseconds since the outage began; 0 if there is none. */
  get durationMs(): number {
    return this.#current ? Date.now() - this.#current.since : 0;
  }

  close(): void {
    for (const timer of this.#current?.timers ?? []) clearTimeout(timer);
    this.#listeners.clear();
  }

  #start(failure: PassingFailure, since: number): Current {
    const current: Current = { failure, since, givenUp: new AbortController(), reported: false, timers: [] };
    const report = (): void => {
      current.reported = true;
      this.#tell(this.#begun(current));
    };
    if (failure.cause === 'full') report();
    else current.timers.push(setTimeout(report, Math.max(0, since + UNREPORTED_MS - Date.now())));
    const limit = this.#patience[failure.cause];
    if (Number.isFinite(limit)) this.#limit(current, since + limit - Date.now());
    return current;
  }

  #limit(current: Current, ms: number): void {
    const giveUp = (): void => {
      if (this.#current !== current || current.givenUp.signal.aborted) return;
      const { code, problem, remedy } = current.failure;
      const waited = Math.round(this.durationMs / 1_000);
      const error = new AdapterError(code, `${problem}; waited ${waited} s`, { remedy });
      for (const timer of current.timers) clearTimeout(timer);
      current.givenUp.abort();
      this.#tell({ type: 'store-given-up', error });
    };
    const delay = Math.min(Math.max(0, ms), LONGEST_TIMER_MS);
    const due = Date.now() + delay;
    const atLimit = (): void => {
      if (Date.now() - due > SUSPENDED_MS) this.#limit(current, AWAKE_MS);
      else giveUp();
    };
    current.timers.push(setTimeout(atLimit, delay));
  }

  #over(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    for (const timer of current.timers) clearTimeout(timer);
    if (!current.reported) return;
    const waitedMs = Date.now() - current.since;
    this.#tell({ type: 'store-back', cause: current.failure.cause, waitedMs });
  }

  #begun({ failure: { cause, problem }, since }: Current): StoreWait {
    const limit = this.#patience[cause];
    const until = Number.isFinite(limit) ? new Date(since + limit).toISOString() : null;
    return { type: 'store-waiting', cause, problem, until };
  }

  #tell(wait: StoreWait): void {
    for (const listener of [...this.#listeners]) listener(wait);
  }
}
