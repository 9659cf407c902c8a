// Started processes as one file each in the data directory, so that they are known after their owner was killed.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ProcessLedger } from '../../application/ports/process-ledger.port.ts';
import type { ProcessTrees } from '../../application/ports/process-trees.port.ts';

/** A process: a number alone can belong to another one by now. */
interface Identity {
  readonly pid: number;
  readonly start: string;
}

interface Entry extends Identity {
  readonly owner: Identity;
  readonly host: string;
  /** Which start of the machine it belongs to: nothing of an earlier one runs any more. */
  readonly boot: string;
  readonly mark?: string;
}

export interface FileProcessLedgerOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** When a process began, in whatever unit; '' when it is dead. */
  readonly startOf: (pid: number) => string;
  /** Differs after every start of the machine; '' when unknown. */
  readonly boot: string;
  readonly trees: ProcessTrees;
}

/** git lets go of its locks when it is asked to end. */
const GRACE_MS = 1_000;

export class FileProcessLedger implements ProcessLedger {
  readonly #directory: string;

  constructor(private readonly options: FileProcessLedgerOptions) {
    this.#directory = join(options.dataDir, 'processes');
  }

  enter(pid: number, mark?: string): () => void {
    const { logger } = this.options;
    const file = join(this.#directory, `${pid}.json`);
    try {
      const entry: Entry = {
        ...this.#identityOf(pid),
        owner: this.#identityOf(process.pid),
        host: hostname(),
        boot: this.options.boot,
        ...(mark !== undefined && { mark }),
      };
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(file, JSON.stringify(entry), { mode: 0o600 });
    } catch (error) {
      logger.warn('a process is not noted, and would be left behind if this one was killed', { pid, error });
    }
    return () => {
      try {
        rmSync(file, { force: true });
      } catch (error) {
        logger.warn('a process that has ended stays noted', { pid, error });
      }
    };
  }

  /** The processes that `endLeftOvers` would end, each by the leader of its group. */
  leftOvers(): readonly number[] {
    return this.#ownerless().flatMap(([, entry]) =>
      entry && this.#isOurs(entry) && this.options.trees.exists(entry.pid, entry.mark) ? [entry.pid] : [],
    );
  }

  async endLeftOvers(): Promise<number> {
    const { logger, trees } = this.options;
    let ended = 0;
    for (const [file, entry] of this.#ownerless()) {
      if (entry && this.#isOurs(entry) && (await trees.end(entry.pid, GRACE_MS, entry.mark))) {
        logger.warn('a process that a dead run left behind is ended', { pid: entry.pid });
        ended++;
      }
      rmSync(file, { force: true });
    }
    return ended;
  }

  #identityOf(pid: number): Identity {
    return { pid, start: this.options.startOf(pid) };
  }

  /**
   * Whether what has this number, or is in a group with it, is what was entered. When nobody has the number itself, the
   * group is what a process that was killed has left: its number is not given to another as long as the group lives.
   */
  #isOurs({ pid, start, boot }: Entry): boolean {
    if (boot !== this.options.boot) return false;
    const now = this.options.startOf(pid);
    return now === '' || now === start;
  }

  #isRunning({ pid, start }: Identity): boolean {
    return start !== '' && this.options.startOf(pid) === start;
  }

  #ownerless(): [file: string, entry: Entry | undefined][] {
    return this.#entries().filter(
      ([, entry]) => !entry || (entry.host === hostname() && !this.#isRunning(entry.owner)),
    );
  }

  /** undefined for what a process killed while it wrote has left. */
  #entries(): [file: string, entry: Entry | undefined][] {
    return namesIn(this.#directory).map((name) => {
      const file = join(this.#directory, name);
      try {
        return [file, JSON.parse(readFileSync(file, 'utf8')) as Entry];
      } catch {
        return [file, undefined];
      }
    });
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
