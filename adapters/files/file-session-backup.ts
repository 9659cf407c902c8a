// Keeps backups of sessions as files of JSON lines, one per session and one line per event batch, readable only by the owner.
import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { appendFile, chmod, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeEvent, encodeEvent } from '../../application/codec/event-codec.ts';
import { parseJson } from '../../application/codec/parse-json.ts';
import { AdapterError } from '../../application/errors.ts';
import type { EventBatch, StreamVersion } from '../../application/ports/event-store.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type {
  BackedUpBatch,
  BackupCopy,
  SessionBackup,
} from '../../application/ports/session-backup.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { sessionFileName } from './session-file.ts';

const FORMAT = 1;
const ENDING = '.ndjson';
/** Far more than a line with a version and a session's name at its beginning needs. */
const HEAD_BYTES = 4_096;
/** More than the end of a line, which has its version, needs. */
const TAIL_BYTES = 64;
const CHUNK_BYTES = 1024 * 1024;

/** A file as this process has left it: one that has the same size still ends with that version. */
interface Written {
  readonly path: string;
  readonly ino: number;
  readonly size: number;
  readonly version: StreamVersion;
}

export class FileSessionBackup implements SessionBackup {
  #work: Promise<void> = Promise.resolve();
  #written: Written | undefined;

  /** `directory` is created with the first backup. */
  constructor(
    private readonly directory: string,
    private readonly logger: Logger,
  ) {}

  add(session: SessionName, batch: BackedUpBatch, history: () => AsyncIterable<EventBatch>): void {
    this.#work = this.#work
      .then(() => this.#add(session, batch, history))
      .catch((error: unknown) => this.logger.warn('could not back up a session', { session, error }));
  }

  async lastVersion(session: SessionName): Promise<StreamVersion | undefined> {
    await this.flush();
    return lastVersion(this.#pathOf(session)).catch(() => undefined);
  }

  async remove(session: SessionName): Promise<void> {
    await this.flush();
    try {
      await rm(this.#pathOf(session), { force: true });
    } catch (error) {
      this.logger.warn('could not remove the backup of a session', { session, error });
    }
  }

  async list(): Promise<SessionName[]> {
    const names = await readdir(this.directory).catch(() => []);
    const sessions = await Promise.all(
      names
        .filter((name) => name.endsWith(ENDING))
        .map((name) => this.#sessionIn(join(this.directory, name))),
    );
    return sessions.filter((session) => session !== undefined).sort();
  }

  async read(session: SessionName): Promise<BackupCopy | undefined> {
    const path = this.#pathOf(session);
    let text: string;
    try {
      if (!(await lstat(path)).isFile()) return undefined;
      text = await readFile(path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      const detail = (cause as Error).message;
      throw new AdapterError('BACKUP', `cannot read the backup of session "${session}": ${detail}`, {
        cause,
      });
    }
    const lines = text.split('\n').filter((line) => line !== '');
    const parsed = lines
      .flatMap((line) => batchIn(line, session) ?? [])
      .sort((a, b) => a.version - b.version);
    const batches: BackedUpBatch[] = [];
    for (const batch of parsed) {
      const last = batches.at(-1)?.version ?? 0;
      if (batch.version !== last && batch.prev === last) batches.push(batch);
    }
    return { batches, isCut: new Set(lines).size !== batches.length };
  }

  async flush(): Promise<void> {
    await this.#work;
  }

  #pathOf(session: SessionName): string {
    return join(this.directory, sessionFileName(session) + ENDING);
  }

  async #add(
    session: SessionName,
    batch: BackedUpBatch,
    history: () => AsyncIterable<EventBatch>,
  ): Promise<void> {
    const path = this.#pathOf(session);
    const stat = await lstat(path).catch(() => undefined);
    const last = stat?.isFile() ? (this.#known(path, stat) ?? (await lastVersion(path))) : undefined;
    if (last !== undefined && last >= batch.version) return; // another process was faster
    if (stat === undefined || last !== batch.prev) return this.#rewrite(path, session, history());
    const line = lineOf(session, batch);
    await appendFile(path, line, { mode: 0o600 });
    this.#written = {
      path,
      ino: stat.ino,
      size: stat.size + Buffer.byteLength(line),
      version: batch.version,
    };
  }

  #known(path: string, { ino, size }: Stats): StreamVersion | undefined {
    const written = this.#written;
    return written?.path === path && written.ino === ino && written.size === size
      ? written.version
      : undefined;
  }

  /** Replaces the copy by the whole history, so that a reader finds either the old or the new one. */
  async #rewrite(path: string, session: SessionName, history: AsyncIterable<EventBatch>): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await chmod(this.directory, 0o700);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        let [prev, waiting] = [0, ''];
        for await (const { version, events } of history) {
          waiting += lineOf(session, { version, prev, events });
          prev = version;
          if (waiting.length < CHUNK_BYTES) continue;
          await file.write(waiting);
          waiting = '';
        }
        await file.write(waiting);
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Long session names are only in the file itself. */
  async #sessionIn(path: string): Promise<SessionName | undefined> {
    const text = await partOf(path, (size) => ({ from: 0, bytes: Math.min(size, HEAD_BYTES) }));
    const named = /^\{"v":1,"session":("(?:[^"\\]|\\.)*")/.exec(text ?? '')?.[1];
    try {
      return named === undefined ? undefined : sessionName(JSON.parse(named));
    } catch {
      return undefined; // not a file of ours
    }
  }
}

function lineOf(session: SessionName, { version, prev, events }: BackedUpBatch): string {
  return `${JSON.stringify({ v: FORMAT, session, version, prev, events: events.map(encodeEvent), end: version })}\n`;
}

/** Returns the batch in a line; undefined for a damaged line. */
function batchIn(line: string, session: SessionName): BackedUpBatch | undefined {
  try {
    const { v, session: name, version, prev, events } = parseJson(line);
    if (v !== FORMAT || name !== session || !Number.isSafeInteger(version) || !Number.isSafeInteger(prev)) {
      return undefined;
    }
    return { version, prev, events: events.map(decodeEvent) };
  } catch {
    return undefined;
  }
}

/** Returns the version of the last batch in the file; undefined if there is no file, or its last line is damaged. */
async function lastVersion(path: string): Promise<StreamVersion | undefined> {
  const text = await partOf(path, (size) => ({
    from: Math.max(0, size - TAIL_BYTES),
    bytes: Math.min(size, TAIL_BYTES),
  }));
  const end = /"end":(\d+)\}\n$/.exec(text ?? '')?.[1];
  return end === undefined ? undefined : Number(end);
}

/** Returns a part of a file; undefined if there is none. */
async function partOf(
  path: string,
  part: (size: number) => { readonly from: number; readonly bytes: number },
): Promise<string | undefined> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat?.isFile()) return undefined;
  const file = await open(path, 'r');
  try {
    const { from, bytes } = part(stat.size);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
