// Records started processes as files in the data directory, so that they can be found after their owner was killed.
import { rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import { ownTextOf } from '../data-dir/own-file.ts';
import { entryAt, makeOwnDirectory, namesInOwn, ownPath } from '../data-dir/own-path.ts';
import { PROCESS_FACTS } from './process-facts.ts';
import { GRACE_MS, PROCESS_TREES, type ProcessTrees } from './process-tree.ts';

/** Identifies a process by number and start time, because numbers are reused. */
interface Identity {
  readonly pid: number;
  readonly start: string;
}

interface ProcessRecord extends Identity {
  readonly owner: Identity;
  readonly host: string;
  /** The boot id of the machine: processes of an earlier boot no longer run. */
  readonly boot: string;
  readonly mark?: string;
}

/** Keeps records of the running processes that this process has started. */
export interface ProcessRecords {
  /**
   * Records a process and the `mark` (`NAME=value`) in its environment, if it has one. Returns a function that removes the
   * record. Neither throws.
   */
  record(pid: number, mark?: string): () => void;

  /** See `Processes`. */
  stale(): readonly number[];
  endStale(): Promise<number>;
}

/** Records nothing: for processes that end before their starter does, and need no data directory. */
export const NO_RECORDS: ProcessRecords = {
  record: () => () => undefined,
  stale: () => [],
  endStale: async () => 0,
};

export interface FileProcessRecordsOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** By default the real ones; tests set their own. */
  readonly facts?: Pick<ProcessFacts, 'machine' | 'startOf'>;
  readonly trees?: ProcessTrees;
}

/** The environment variable that marks an agent and everything it starts. The NATS server drops it. */
export const MARK_VARIABLE = 'ITERATR_AGENT_MARK';

const FOLDER = 'processes';
/** Process numbers start at 1; 0 and negative numbers address groups. */
const FILE = /^([1-9]\d{0,9})\.json$/;
/** Accepts no other variable, such as HOME=…, which the user's other processes also have. */
const MARK = new RegExp(`^${MARK_VARIABLE}=\\S{16,}$`);

export class FileProcessRecords implements ProcessRecords {
  readonly #dataDir: string;
  readonly #logger: Logger;
  readonly #facts: Pick<ProcessFacts, 'machine' | 'startOf'>;
  readonly #trees: ProcessTrees;

  constructor({ dataDir, logger, facts = PROCESS_FACTS, trees = PROCESS_TREES }: FileProcessRecordsOptions) {
    this.#dataDir = dataDir;
    this.#logger = logger;
    this.#facts = facts;
    this.#trees = trees;
  }

  record(pid: number, mark?: string): () => void {
    const name = `${pid}.json`;
    try {
      const record: ProcessRecord = {
        ...this.#identityOf(pid),
        owner: this.#identityOf(process.pid),
        host: hostname(),
        boot: this.#boot,
        ...(mark !== undefined && { mark }),
      };
      makeOwnDirectory(this.#dataDir, FOLDER);
      const file = ownPath(this.#dataDir, FOLDER, name);
      // An old record with this number may be a hard link, so replace the file instead of writing to it.
      rmSync(file, { force: true });
      writeFileSync(file, JSON.stringify(record), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      this.#logger.warn('could not record a process: it would keep running if iteratr was killed', {
        pid,
        error,
      });
    }
    return () => {
      try {
        rmSync(ownPath(this.#dataDir, FOLDER, name), { force: true });
      } catch (error) {
        this.#logger.warn('could not remove the record of a process that has ended', { pid, error });
      }
    };
  }

  stale(): readonly number[] {
    return this.#ownerless().flatMap(([, record]) =>
      record && this.#isOurs(record) && this.#trees.exists(record.pid, record.mark) ? [record.pid] : [],
    );
  }

  async endStale(): Promise<number> {
    let ended = 0;
    for (const [file, record] of this.#ownerless()) {
      if (record && this.#isOurs(record) && (await this.#trees.end(record.pid, GRACE_MS, record.mark))) {
        this.#logger.warn('ended a process that a dead run left behind', { pid: record.pid });
        ended++;
      }
      rmSync(file, { force: true });
    }
    return ended;
  }

  get #boot(): string {
    return this.#facts.machine().boot;
  }

  #identityOf(pid: number): Identity {
    return { pid, start: this.#facts.startOf(pid) };
  }

  /**
   * Returns whether the process with this number, or the group with this number, is the recorded one. If no process has the
   * number, the group belongs to the recorded process, because the system does not reuse a number while its group exists.
   */
  #isOurs({ pid, start, boot }: ProcessRecord): boolean {
    if (boot === '' || boot !== this.#boot) return false;
    const now = this.#facts.startOf(pid);
    return now === '' || now === start;
  }

  #isRunning({ pid, start }: Identity): boolean {
    return start !== '' && this.#facts.startOf(pid) === start;
  }

  #ownerless(): [file: string, record: ProcessRecord | undefined][] {
    return this.#records().filter(
      ([, record]) => !record || (record.host === hostname() && !this.#isRunning(record.owner)),
    );
  }

  /** Returns all record files. The record is undefined if its writer was killed, or if it is not a valid record. */
  #records(): [file: string, record: ProcessRecord | undefined][] {
    return namesInOwn(this.#dataDir, FOLDER).flatMap((name): [string, ProcessRecord | undefined][] => {
      const pid = Number(FILE.exec(name)?.[1] ?? 0);
      const file = ownPath(this.#dataDir, FOLDER, name);
      if (pid === 0 || !entryAt(file)?.isFile()) return [];
      return [[file, recordIn(ownTextOf(this.#dataDir, FOLDER, name), pid)]];
    });
  }
}

/** Returns the record in a text; undefined unless it is a valid record of this process. */
function recordIn(text: string | undefined, pid: number): ProcessRecord | undefined {
  try {
    const record = (JSON.parse(text ?? '') ?? {}) as Partial<ProcessRecord>;
    const { start, owner, host, boot, mark } = record;
    const texts = [start, host, boot, owner?.start].every((value) => typeof value === 'string');
    const isRight = texts && record.pid === pid && pid > 1 && Number.isInteger(owner?.pid);
    return isRight && (mark === undefined || MARK.test(String(mark))) ? (record as ProcessRecord) : undefined;
  } catch {
    return undefined;
  }
}
