// Appends log lines to a file, which is opened before anything starts. Later failures do not stop the program.
import fs from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { ConfigError } from '../../application/errors.ts';
import { plainJson } from '../../application/wording/plain-text.ts';
import { earlierLog } from './rotated-name.ts';

export interface Rotation {
  /** The file is rotated before it becomes larger, unless a single line is. */
  readonly maxBytes: number;
  /** Maximum number of earlier files to keep. */
  readonly files: number;
}

const closeDescriptor = promisify(fs.close);

/**
 * Appends lines to a file, and rotates it at a size if configured. Other processes may append to and rotate the same file. Drops
 * lines that cannot be written, for instance because the disk is full; the next line says how many are missing and why. The
 * constructor throws `ConfigError` when the file cannot be opened.
 */
export class LogFile extends Writable {
  readonly #path: string;
  readonly #rotation: Rotation | undefined;
  #descriptor: number;
  /** Number of bytes in the file, as far as this process knows. */
  #size: number;
  /** Number of lines lost since the last one that was written. */
  #lost = 0;
  #lastFailure = '';
  /** Whether a failure may have left a partial line. */
  #torn = false;

  constructor(path: string, rotation?: Rotation) {
    super({ decodeStrings: true });
    this.#path = path;
    this.#rotation = rotation;
    this.#descriptor = open(path);
    this.#size = fs.fstatSync(this.#descriptor).size;
  }

  override _write(line: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#append([line], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#appendAll(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: (error?: Error | null) => void): void {
    closeDescriptor(this.#descriptor).then(() => done(), done);
  }

  /** Appends the lines, as many at once as fit into the file. */
  #appendAll(lines: readonly Buffer[], done: () => void): void {
    let size = 0;
    const end = lines.findIndex((line, index) => {
      size += line.length;
      return index > 0 && size > (this.#rotation?.maxBytes ?? Number.POSITIVE_INFINITY);
    });
    if (end < 0) this.#append(lines, done);
    else this.#append(lines.slice(0, end), () => this.#appendAll(lines.slice(end), done));
  }

  #append(lines: readonly Buffer[], done: () => void): void {
    const size = lines.reduce((sum, line) => sum + line.length, 0);
    if (this.#rotation && this.#size > 0 && this.#size + size > this.#rotation.maxBytes) {
      this.#rotate(this.#rotation.files);
    }
    this.#size += size;
    writeAll(this.#descriptor, Buffer.concat([this.#notice(), ...lines]), (error, written) => {
      if (error) {
        this.#lost += lines.length;
        this.#lastFailure = error.message;
        this.#torn ||= written > 0;
      } else {
        this.#lost = 0;
        this.#torn = false;
      }
      done();
    });
  }

  /** Continues in a new file. If that fails, continues in the old one, until it has grown as much again. */
  #rotate(files: number): void {
    this.#size = 0;
    try {
      if (this.#isCurrent()) {
        for (let number = files; number > 1; number -= 1) {
          const from = earlierLog(this.#path, number - 1);
          if (fs.existsSync(from)) fs.renameSync(from, earlierLog(this.#path, number));
        }
        fs.renameSync(this.#path, earlierLog(this.#path, 1));
      }
      const next = open(this.#path);
      fs.closeSync(this.#descriptor);
      this.#descriptor = next;
      this.#size = fs.fstatSync(next).size;
    } catch (error) {
      this.#lastFailure = (error as Error).message;
    }
  }

  /** Whether the path still leads to the open file. Another process may have rotated it. */
  #isCurrent(): boolean {
    const [there, own] = [fs.statSync(this.#path, { throwIfNoEntry: false }), fs.fstatSync(this.#descriptor)];
    return there?.ino === own.ino && there.dev === own.dev;
  }

  #notice(): Buffer {
    if (this.#lost === 0) return Buffer.alloc(0);
    const line = {
      time: new Date().toISOString(),
      level: 'error',
      message: 'log lines could not be written and are missing',
      fields: { lines: this.#lost, reason: this.#lastFailure },
    };
    return Buffer.from(`${this.#torn ? '\n' : ''}${plainJson(line)}\n`);
  }
}

/** Writes all data, even if a write stops early. `written` is the number of bytes written before a failure. */
function writeAll(
  descriptor: number,
  data: Buffer,
  done: (error: Error | null, written: number) => void,
  from = 0,
): void {
  fs.write(descriptor, data, from, data.length - from, null, (error, count) => {
    const written = from + (error ? 0 : count);
    if (error || written === data.length) done(error, written);
    else writeAll(descriptor, data, done, written);
  });
}

function open(path: string): number {
  try {
    fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return fs.openSync(path, 'a', 0o600);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'EISDIR' ? 'it is a directory' : code === 'EACCES' ? 'permission denied' : message;
    throw new ConfigError(`the log file ${path} cannot be written: ${reason}`, {
      cause,
      remedy: 'set log_file to another path',
    });
  }
}
