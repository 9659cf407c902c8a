// Time and unique ids, which the domain must not create itself.

export interface Clock {
  now(): Date;

  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;

  /** Calls `callback` once, after `ms` milliseconds. Returns a function that cancels the call. */
  after(ms: number, callback: () => void): () => void;
}

export interface IdGenerator {
  /** Returns a new id, unique across processes and machines. */
  next(): string;
}
