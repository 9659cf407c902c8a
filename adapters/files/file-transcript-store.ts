// Transcripts as JSON lines: `<dataDir>/transcripts/<session>/<iteration>.ndjson`, readable by the owner only.
import {
  constants,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  statSync,
  type WriteStream,
} from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { AdapterError } from '../../application/errors.ts';
import type { LiveItem } from '../../application/ports/live-feed.port.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { TranscriptStore } from '../../application/ports/transcript-store.port.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { sessionFileName } from './session-file.ts';

interface OpenFile {
  readonly path: string;
  readonly stream: WriteStream;
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
    const path = this.#path(session, item.iteration);
    if (this.#open?.path !== path) {
      this.#close();
      this.#open = this.#create(path);
    }
    this.#open.stream.write(`${JSON.stringify(item)}\n`);
  }

  async *read(session: SessionName, iteration: number): AsyncIterable<LiveItem> {
    const path = this.#path(session, iteration);
    if (!existsSync(path)) return;
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      const item = parsed(line);
      if (item) yield item;
    }
  }

  async copy(from: SessionName, to: SessionName): Promise<void> {
    await this.delete(to);
    const source = this.#directory(from);
    if (!existsSync(source)) return;
    try {
      await mkdir(this.#directory(to), { recursive: true, mode: 0o700 });
      for (const file of await readdir(source)) {
        await copyFile(join(source, file), join(this.#directory(to), file), constants.COPYFILE_FICLONE);
      }
    } catch (cause) {
      const why = `${(cause as Error).message}; nothing is renamed`;
      throw new AdapterError('DATA_DIR', `the transcripts of "${from}" cannot be copied: ${why}`, { cause });
    }
  }

  async delete(session: SessionName): Promise<void> {
    await this.flush();
    await rm(this.#directory(session), { recursive: true, force: true });
  }

  async flush(): Promise<void> {
    this.#close();
    await Promise.all(this.#closing.values());
  }

  #create(path: string): OpenFile {
    let begun = false;
    try {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      begun = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
    } catch (error) {
      this.logger.error('the directory of the transcript cannot be made', { path, error });
    }
    const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
    stream.on('error', (error) => this.logger.error('the transcript cannot be written', { path, error }));
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

  #path(session: SessionName, iteration: number): string {
    return join(this.#directory(session), `${iteration}.ndjson`);
  }

  #directory(session: SessionName): string {
    return join(this.dataDir, 'transcripts', sessionFileName(session));
  }
}

/** undefined for half a line, and for an empty one. */
function parsed(line: string): LiveItem | undefined {
  try {
    return JSON.parse(line) as LiveItem;
  } catch {
    return undefined;
  }
}
