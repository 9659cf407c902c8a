// Stores transcripts as JSON lines in `<dataDir>/transcripts/<session>/<iteration>.ndjson`, readable only by the owner.
import { closeSync, constants, createWriteStream, fstatSync, readSync } from 'node:fs';
import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { parseLiveItem } from '../../application/codec/live-item.ts';
import { AdapterError } from '../../application/errors.ts';
import type { LiveItem } from '../../application/ports/live-feed.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { TranscriptStore, TranscriptTail } from '../../application/ports/transcript-store.port.ts';
import { decodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import { openOwnFile, openOwnFileToAppend } from '../data-dir/own-file.ts';
import { isOwnDirectory, makeOwnDirectory, namesInOwn, ownPath } from '../data-dir/own-path.ts';
import { sessionFileName } from './session-file.ts';

const FOLDER = 'transcripts';

interface OpenFile {
  readonly path: string;
  readonly stream: Writable;
  /** If set, writes wait in memory until it resolves, because an earlier stream to the same file is still being written. */
  readonly turn: Promise<void> | undefined;
}

export class FileTranscriptStore implements TranscriptStore {
  /** The file of the current iteration of each worker, in place of none; it is closed when its next iteration begins. */
  readonly #current = new Map<WorkerName | undefined, string>();
  /** The files that are open, by path. */
  readonly #open = new Map<string, OpenFile>();
  /** Whether the last write failed. */
  #isFailing = false;
  /** Closed files that are still being written, by path. */
  readonly #closing = new Map<string, Promise<void>>();

  constructor(
    private readonly dataDir: string,
    private readonly logger: Logger,
  ) {}

  append(session: SessionName, item: LiveItem): void {
    const path = join(this.dataDir, FOLDER, sessionFileName(session), fileOf(item.iteration));
    this.#moveTo(path, item.worker);
    let open = this.#open.get(path);
    // A failed write destroys the stream. The next item tries a new one, because there may be room on the disk again.
    if (!open || open.stream.destroyed) {
      this.#close(path);
      open = this.#create(path, session, item.iteration);
      if (open) this.#open.set(path, open);
    }
    open?.stream.write(`${JSON.stringify(item)}\n`, (error) => {
      if (!error) this.#isFailing = false;
    });
  }

  async tail(session: SessionName, iteration: number, bytes: number, end?: number): Promise<TranscriptTail> {
    const fd = openOwnFile(this.dataDir, FOLDER, sessionFileName(session), fileOf(iteration));
    if (fd === undefined) return { items: [], begin: 0, size: 0 };
    try {
      return tailOf(fd, bytes, end ?? fstatSync(fd).size);
    } finally {
      closeSync(fd);
    }
  }

  async copy(from: SessionName, to: SessionName): Promise<void> {
    await this.delete(to);
    try {
      if (!isOwnDirectory(this.dataDir, FOLDER, sessionFileName(from))) return;
      const source = ownPath(this.dataDir, FOLDER, sessionFileName(from));
      const target = makeOwnDirectory(this.dataDir, FOLDER, sessionFileName(to));
      for (const { name } of (await readdir(source, { withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      )) {
        await copyFile(join(source, name), join(target, name), constants.COPYFILE_FICLONE);
      }
    } catch (cause) {
      const text = `cannot copy the transcripts of session "${from}", so nothing was renamed: ${(cause as Error).message}`;
      throw new AdapterError('DATA_DIR', text, { cause });
    }
  }

  async delete(session: SessionName): Promise<void> {
    await this.flush();
    await rm(ownPath(this.dataDir, FOLDER, sessionFileName(session)), { recursive: true, force: true });
  }

  async flush(): Promise<void> {
    this.#current.clear();
    for (const path of [...this.#open.keys()]) this.#close(path);
    await Promise.all(this.#closing.values());
  }

  /** Closes the file that a worker has left, unless another one writes to it. */
  #moveTo(path: string, worker: WorkerName | undefined): void {
    const last = this.#current.get(worker);
    if (last === path) return;
    this.#current.set(worker, path);
    if (last !== undefined && ![...this.#current.values()].includes(last)) this.#close(last);
  }

  #create(path: string, session: SessionName, iteration: number): OpenFile | undefined {
    let file: { readonly fd: number; readonly size: number };
    try {
      makeOwnDirectory(this.dataDir, FOLDER, sessionFileName(session));
      file = openOwnFileToAppend(this.dataDir, FOLDER, sessionFileName(session), fileOf(iteration));
    } catch (error) {
      this.#complain(path, error);
      return undefined;
    }
    const stream: Writable = createWriteStream(path, { fd: file.fd });
    const begun = file.size > 0;
    stream.on('error', (error: Error) => this.#complain(path, error));
    const turn = this.#closing.get(path);
    if (turn) {
      stream.cork();
      void turn.then(() => stream.uncork());
    }
    // A killed process may have left a partial line, which would corrupt the next one.
    if (begun) stream.write('\n');
    return { path, stream, turn };
  }

  /** Logs the first failure in a row. The items are lost until a write succeeds. */
  #complain(path: string, error: unknown): void {
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.logger.error('the transcript cannot be written; it lacks what comes until it can be', {
      path,
      error,
    });
  }

  #close(path: string): void {
    const open = this.#open.get(path);
    if (!open) return;
    const { stream, turn } = open;
    this.#open.delete(path);
    if (stream.destroyed) return;
    const closed = new Promise<void>((resolve) => stream.once('close', () => resolve())).then(() => {
      if (this.#closing.get(path) === closed) this.#closing.delete(path);
    });
    this.#closing.set(path, closed);
    if (turn) void turn.then(() => stream.end());
    else stream.end();
  }
}

/** Reads the last `bytes` before `end`, and more if they contain no complete line. */
function tailOf(fd: number, bytes: number, end: number): TranscriptTail {
  for (let size = bytes; ; size *= 2) {
    const from = Math.max(0, end - size);
    const text = Buffer.alloc(end - from);
    const read = readSync(fd, text, 0, text.length, from);
    // What comes before the first line end is the rest of a line.
    const start = from === 0 ? 0 : text.indexOf('\n') + 1;
    const items = text
      .subarray(start, read)
      .toString('utf8')
      .split('\n')
      .flatMap((line) => parseLiveItem(line) ?? []);
    if (from === 0 || items.length > 0) return { items, begin: from + start, size: read - start };
  }
}

/** Returns the sessions with a transcript, sorted by name, except those whose folder name does not contain the full name. */
export function transcribedSessions(dataDir: string): SessionName[] {
  return namesInOwn(dataDir, FOLDER)
    .flatMap((name) => decodedName(name) ?? [])
    .sort();
}

function fileOf(iteration: number): string {
  return `${iteration}.ndjson`;
}
