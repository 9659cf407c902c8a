// How one request waits while the store, or the git remote, cannot answer.
import { unlessAborted } from '../async/abort.ts';
import type { Outage, PassingFailure } from './outage.ts';

export interface RequestOptions {
  /** Whether it changes something: the error then says whether the change may have been stored. */
  readonly isWrite?: boolean;
  /** Waits only until this signal aborts, and not for room on a full disk. */
  readonly brief?: AbortSignal | undefined;
  /** Waits until this signal aborts, however long it takes. */
  readonly forever?: AbortSignal | undefined;
}

/** The time of a request is over. */
export class Over extends Error {}

export class RequestWait {
  readonly #outage: Outage;
  readonly #options: RequestOptions;
  readonly #since = Date.now();
  #givenUp: AbortSignal | undefined;

  constructor(outage: Outage, options: RequestOptions) {
    this.#outage = outage;
    this.#options = options;
  }

  /** Milliseconds since the request began, if it waits; otherwise 0. */
  get waitedMs(): number {
    return this.#givenUp ? Date.now() - this.#since : 0;
  }

  /** Returns whether the request, which has failed, may wait and be repeated. */
  begin(failure: PassingFailure): boolean {
    const { brief, forever } = this.#options;
    if (brief && failure.cause === 'full') return false;
    if (!forever && !this.#outage.allows(failure)) return false;
    this.#givenUp ??= this.#outage.begin(failure, this.#since);
    return true;
  }

  /** Returns the value of `promise`. Throws `Over` when the time of the request is over. */
  async for<T>(promise: Promise<T>): Promise<T> {
    const { brief, forever } = this.#options;
    let result = promise;
    for (const signal of [brief, forever ?? this.#givenUp]) {
      if (signal) result = unlessAborted(signal, result, () => new Over());
    }
    return result;
  }

  end(succeeded: boolean): void {
    if (this.#givenUp) this.#outage.end(succeeded);
    else if (succeeded) this.#outage.succeeded(this.#options.isWrite ?? false);
  }
}
