// Notices that the data directory was removed or replaced while it is in use.
import { lstatSync } from 'node:fs';
import { AdapterError } from '../../application/errors.ts';

const POLL_MS = 1_000;

/** Watches directories by their inodes, because a server continues to write to files that are deleted. */
export class DirectoryWatch {
  readonly #lost = new AbortController();
  readonly #identities: ReadonlyMap<string, string>;
  readonly #timer: NodeJS.Timeout;

  /** Watches the directories, which must exist. The first one is named in the error. */
  constructor(private readonly directories: readonly [string, ...string[]]) {
    this.#identities = new Map(directories.map((path) => [path, identityOf(path)]));
    this.#timer = setInterval(() => this.#look(), POLL_MS);
    this.#timer.unref();
  }

  /** Aborts when a directory is gone or another one; its reason is an `AdapterError` `STORE.LOST`. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Throws `STORE.LOST` if a directory is gone or another one. */
  requireSame(): void {
    this.#look();
    this.lost.throwIfAborted();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.lost.aborted) return;
    if ([...this.#identities].every(([path, identity]) => identityOf(path) === identity)) return;
    this.stop();
    const [directory] = this.directories;
    const text = `the data directory ${directory} was removed or replaced while it was in use`;
    this.#lost.abort(
      new AdapterError('STORE.LOST', text, { remedy: 'restore sessions with `iteratr sessions restore`' }),
    );
  }
}

function identityOf(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.dev}:${stat.ino}` : '';
}
