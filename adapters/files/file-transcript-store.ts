// Transcripts as JSON lines: `<dataDir>/transcripts/<session>/<iteration>.ndjson`, readable by the owner only.
import { closeSync, constants, createWriteStream, fstatSync, readSync } from 'node:fs';
import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { parseLiveItem } from '../../application/codec/live-item.ts';
import { AdapterError } from '../../application/errors.ts';
import type { LiveItem } from '../../application/ports/live-feed.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { TranscriptStore, TranscriptTail } from '../../application/ports/transcript-store.port.ts';
import { decodedName } from '../../domain/session/encoded-name.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { openOwnFile, openOwnFileToAppend } from '../data-dir/own-file.ts';
import { isOwnDirectory, makeOwnDirectory, namesInOwn, ownPath } from '../data-dir/own-path.ts';
import { sessionFileName } from './session-file.ts';

const FOLDER = 'transcripts';

interface OpenFile {
  readonly path: string;
  readonly stream: Writable;
  /** Until then what is written waits in memory: an earlier stream to the same file is not done yet. */
  readonly turn: Promise<void> | undefined;
}

export class FileTranscriptStore implements TranscriptStore {
  /** The file of the iteration that is being written; the one before is closed when the next begins. */
  #open: OpenFile | undefined;
  /** Files that are not written whole yet, by path. */
  readonly #closing = new Map<string, Promise<void>>();

  constructor(
    private readonly dataDir: string,
    private readonly logger: Logger,
  ) {}

  append(session: SessionName, item: LiveItem): void {
    const path = join(this.dataDir, FOLDER, sessionFileName(session), fileOf(item.iteration));
    if (this.#open?.path !== path) {
      this.#close();
      this.#open = this.#create(path, session, item.iteration);
    }
    this.#open.stream.write(`${JSON.stringify(item)}\n`);
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
      const why = `${(cause as Error).message}; nothing is renamed`;
      throw new AdapterError('DATA_DIR', `the transcripts of "${from}" cannot be copied: ${why}`, { cause });
    }
  }

  async delete(session: SessionName): Promise<void> {
    await this.flush();
    await rm(ownPath(this.dataDir, FOLDER, sessionFileName(session)), { recursive: true, force: true });
  }

  async flush(): Promise<void> {
    this.#close();
    await Promise.all(this.#closing.values());
  }

  #create(path: string, session: SessionName, iteration: number): OpenFile {
    let file: { fd: number; size: number } | undefined;
    try {
      makeOwnDirectory(this.dataDir, FOLDER, sessionFileName(session));
      file = openOwnFileToAppend(this.dataDir, FOLDER, sessionFileName(session), fileOf(iteration));
    } catch (error) {
      this.logger.error('the transcript cannot be written', { path, error });
    }
    const stream = file ? createWriteStream(path, { fd: file.fd }) : nowhere();
    const begun = (file?.size ?? 0) > 0;
    stream.on('error', (error: Error) =>
      this.logger.error('the transcript cannot be written', { path, error }),
    );
    const turn = this.#closing.get(path);
    if (turn) {
      stream.cork();
      void turn.then(() => stream.uncork());
    }
    // A process that was killed may have left half a line, which would swallow the next.
    if (begun) stream.write('\n');
    return { path, stream, turn };
  }

  #close(): void {
    if (!this.#open || this.#open.stream.destroyed) return;
    const { path, stream, turn } = this.#open;
    this.#open = undefined;
    const closed = new Promise<void>((resolve) => stream.once('close', () => resolve())).then(() => {
      if (this.#closing.get(path) === closed) this.#closing.delete(path);
    });
    this.#closing.set(path, closed);
    if (turn) void turn.then(() => stream.end());
    else stream.end();
  }
}

/** Takes more than `bytes` if they do not hold a whole line. */
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

/** The sessions that have a transcript, by name; one whose folder does not tell its name is left out. */
export function transcribedSessions(dataDir: string): SessionName[] {
  return namesInOwn(dataDir, FOLDER)
    .flatMap((name) => decodedName(name) ?? [])
    .sort();
}

function fileOf(iteration: number): string {
  return `${iteration}.ndjson`;
}

/** What cannot be kept is shown all the same. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
