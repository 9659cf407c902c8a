// Time and unique ids: what the domain may not make for itself.

export interface Clock {
  now(): Date;

  /** Resolves after `ms` milliseconds, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;

  /** Calls `callback` once, after `ms` milliseconds, unless the function it returns was called before. */
  after(ms: number, callback: () => void): () => void;
}

export interface IdGenerator {
  /** A new id, unique across processes and machines. */
  next(): string;
}
