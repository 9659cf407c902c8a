// The file that log lines are appended to: opened before anything starts, and no danger to the program when it fails later.

import fs from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { ConfigError } from '../../application/errors.ts';
import { plainJson } from '../../application/wording/plain-text.ts';

const closeDescriptor = promisify(fs.close);

/**
 * Lines that cannot be written, because the disk is full for instance, are dropped; the first line after them says how many
 * are missing and why. Throws `ConfigError` when the file cannot be opened.
 */
export class LogFile extends Writable {
  readonly #descriptor: number;
  /** Chunks lost since the last one that was written. */
  #lost = 0;
  #lastFailure = '';
  /** Whether a failure may have left half a line behind. */
  #torn = false;

  constructor(path: string) {
    super({ decodeStrings: true });
    this.#descriptor = open(path);
  }

  override _write(line: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#append([line], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#append(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  override _final(done: (error?: Error | null) => void): void {
    closeDescriptor(this.#descriptor).then(() => done(), done);
  }

  #append(lines: readonly Buffer[], done: () => void): void {
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

/** Continues where a write stopped early; `written` counts what reached the file before a failure. */
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
    throw new ConfigError(
      `the log file ${path} cannot be written (${reason}): set log_file to another path`,
      {
        cause,
      },
    );
  }
}
