// Started processes as one file each in the data directory, so that they are known after their owner was killed.
import { rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ProcessLedger } from '../../application/ports/process-ledger.port.ts';
import type { ProcessTrees } from '../../application/ports/process-trees.port.ts';
import { ownTextOf } from '../data-dir/own-file.ts';
import { entryAt, makeOwnDirectory, namesInOwn, ownPath } from '../data-dir/own-path.ts';

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

const FOLDER = 'processes';
/** Process 1 is the machine's own; 0 and less are groups. */
const FILE = /^([1-9]\d{0,9})\.json$/;
/** What else could be in an environment, such as HOME=…, would be in those of the user's other processes. */
const MARK = /^ITERATR_AGENT_MARK=\S{16,}$/;

/** git lets go of its locks when it is asked to end. */
const GRACE_MS = 1_000;

export class FileProcessLedger implements ProcessLedger {
  constructor(private readonly options: FileProcessLedgerOptions) {}

  enter(pid: number, mark?: string): () => void {
    const { dataDir, logger } = this.options;
    const name = `${pid}.json`;
    try {
      const entry: Entry = {
        ...this.#identityOf(pid),
        owner: this.#identityOf(process.pid),
        host: hostname(),
        boot: this.options.boot,
        ...(mark !== undefined && { mark }),
      };
      makeOwnDirectory(dataDir, FOLDER);
      const file = ownPath(dataDir, FOLDER, name);
      // What a process of this number has left may be a file with other names: it is replaced, not written to.
      rmSync(file, { force: true });
      writeFileSync(file, JSON.stringify(entry), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      logger.warn('a process is not noted, and would be left behind if this one was killed', { pid, error });
    }
    return () => {
      try {
        rmSync(ownPath(dataDir, FOLDER, name), { force: true });
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
    if (boot === '' || boot !== this.options.boot) return false;
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

  /** undefined for what a process killed while it wrote has left, and for what none has written. */
  #entries(): [file: string, entry: Entry | undefined][] {
    const { dataDir } = this.options;
    return namesInOwn(dataDir, FOLDER).flatMap((name): [string, Entry | undefined][] => {
      const pid = Number(FILE.exec(name)?.[1] ?? 0);
      const file = ownPath(dataDir, FOLDER, name);
      if (pid === 0 || !entryAt(file)?.isFile()) return [];
      return [[file, entryIn(ownTextOf(dataDir, FOLDER, name), pid)]];
    });
  }
}

/** undefined unless it is one for this process. */
function entryIn(text: string | undefined, pid: number): Entry | undefined {
  try {
    const entry = (JSON.parse(text ?? '') ?? {}) as Partial<Entry>;
    const { start, owner, host, boot, mark } = entry;
    const texts = [start, host, boot, owner?.start].every((value) => typeof value === 'string');
    const isRight = texts && entry.pid === pid && pid > 1 && Number.isInteger(owner?.pid);
    return isRight && (mark === undefined || MARK.test(String(mark))) ? (entry as Entry) : undefined;
  } catch {
    return undefined;
  }
}
