// Writes the diagnostic log with winston: one line of JSON per entry.
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import winston from 'winston';
import type { LogFields, Logger } from '../../application/ports/logger.port.ts';
import { plainJson } from '../../application/wording/plain-text.ts';
import { plainValue } from './log-fields.ts';
import { LogFile, type Rotation } from './log-file.ts';

export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Path of the log file; '' for none. */
  readonly file: string;
  /** When to rotate the file; never if absent. */
  readonly rotation?: Rotation;
  /** Removes secrets from a JSON value; nothing is removed if absent. */
  readonly hide?: <Value>(value: Value) => Value;
  /** Called with each line, in order, without its line break. Must not throw. */
  readonly sink?: (line: string) => void;
}

export interface ClosableLogger extends Logger {
  /** Resolves when every line is in the file. Later entries are dropped. Safe to call more than once. */
  close(): Promise<void>;
}

/** Creates a logger. Throws `ConfigError` when the file cannot be written. */
export function createLogger({
  level,
  file,
  rotation,
  hide = (value) => value,
  sink,
}: LoggerOptions): ClosableLogger {
  const streams: Writable[] = [];
  if (file !== '') streams.push(new LogFile(file, rotation));
  if (sink) streams.push(lineStream(sink));
  return new WinstonLogger(level, streams, hide);
}

class WinstonLogger implements ClosableLogger {
  readonly #winston: winston.Logger;
  #closing: Promise<void> | undefined;

  constructor(
    level: LoggerOptions['level'],
    private readonly streams: readonly Writable[],
    private readonly hide: NonNullable<LoggerOptions['hide']>,
  ) {
    this.#winston = winston.createLogger({
      level,
      // Without a transport, winston would print a warning to stderr.
      silent: streams.length === 0,
      format: winston.format.printf(({ time, level, message, fields }) =>
        plainJson({ time, level, message, fields }),
      ),
      transports: streams.map((stream) => new winston.transports.Stream({ stream, eol: '\n' })),
    });
  }

  debug(message: string, fields?: LogFields): void {
    this.#log('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#log('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#log('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#log('error', message, fields);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #log(level: LoggerOptions['level'], message: string, fields: LogFields | undefined): void {
    if (this.#closing || !this.#winston.isLevelEnabled(level)) return;
    // Convert the fields now, because the objects may change before the line is written.
    const time = new Date().toISOString();
    const line = this.hide({ message, ...(fields ? { fields: plainValue(fields) } : {}) });
    this.#winston.log({ level, time, ...line });
  }

  async #close(): Promise<void> {
    this.#winston.end();
    // The readable side never ends.
    await finished(this.#winston, { readable: false });
    for (const stream of this.streams) stream.end();
    await Promise.all(this.streams.map((stream) => finished(stream)));
  }
}

function lineStream(sink: (line: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      sink(line.slice(0, -1));
      done();
    },
  });
}
