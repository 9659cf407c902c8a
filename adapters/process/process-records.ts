// Started processes as one file each in the data directory, so that they are known after their owner was killed.
import { rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { ProcessFacts } from '../../application/ports/processes.port.ts';
import { ownTextOf } from '../data-dir/own-file.ts';
import { entryAt, makeOwnDirectory, namesInOwn, ownPath } from '../data-dir/own-path.ts';
import { PROCESS_FACTS } from './process-facts.ts';
import { PROCESS_TREES, type ProcessTrees } from './process-tree.ts';

/** A process: a number alone can belong to another one by now. */
interface Identity {
  readonly pid: number;
  readonly start: string;
}

interface ProcessRecord extends Identity {
  readonly owner: Identity;
  readonly host: string;
  /** Which start of the machine it belongs to: nothing of an earlier one runs any more. */
  readonly boot: string;
  readonly mark?: string;
}

/** The processes that this one has started and that run. */
export interface ProcessRecords {
  /**
   * Records a process, with `mark`, `NAME=value`, when it has that in its environment. Returns how to remove the record.
   * Neither throws.
   */
  record(pid: number, mark?: string): () => void;

  /** See `Processes`. */
  stale(): readonly number[];
  endStale(): Promise<number>;
}

/** For processes that end before their starter does, where no data directory is to be made for them. */
export const NO_RECORDS: ProcessRecords = {
  record: () => () => undefined,
  stale: () => [],
  endStale: async () => 0,
};

export interface FileProcessRecordsOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** The real ones, unless a test gives its own. */
  readonly facts?: Pick<ProcessFacts, 'machine' | 'startOf'>;
  readonly trees?: ProcessTrees;
}

/** The environment variable that marks an agent and all that it starts. The NATS server drops it. */
export const MARK_VARIABLE = 'ITERATR_AGENT_MARK';

const FOLDER = 'processes';
/** Process 1 is the machine's own; 0 and less are groups. */
const FILE = /^([1-9]\d{0,9})\.json$/;
/** What else could be in an environment, such as HOME=…, would be in those of the user's other processes. */
const MARK = new RegExp(`^${MARK_VARIABLE}=\\S{16,}$`);

/** git lets go of its locks when it is asked to end. */
const GRACE_MS = 1_000;

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
      // What a process of this number has left may be a file with other names: it is replaced, not written to.
      rmSync(file, { force: true });
      writeFileSync(file, JSON.stringify(record), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      this.#logger.warn('a process is not recorded, and would stay if this one was killed', { pid, error });
    }
    return () => {
      try {
        rmSync(ownPath(this.#dataDir, FOLDER, name), { force: true });
      } catch (error) {
        this.#logger.warn('the record of a process that has ended is not removed', { pid, error });
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
        this.#logger.warn('a process that a dead run left behind is ended', { pid: record.pid });
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
   * Whether what has this number, or is in a group with it, is what was recorded. When nobody has the number itself, the
   * group is what a process that was killed has left: its number is not given to another as long as the group lives.
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

  /** undefined for what a process killed while it wrote has left, and for what none has written. */
  #records(): [file: string, record: ProcessRecord | undefined][] {
    return namesInOwn(this.#dataDir, FOLDER).flatMap((name): [string, ProcessRecord | undefined][] => {
      const pid = Number(FILE.exec(name)?.[1] ?? 0);
      const file = ownPath(this.#dataDir, FOLDER, name);
      if (pid === 0 || !entryAt(file)?.isFile()) return [];
      return [[file, recordIn(ownTextOf(this.#dataDir, FOLDER, name), pid)]];
    });
  }
}

/** undefined unless it is one for this process. */
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
