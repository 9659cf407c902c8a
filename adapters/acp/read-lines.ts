// Reads lines of a file of any size, and keeps only those in memory.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** A request that was refused or failed; the agent reads the message like a tool's output. */
export class FileRequestError extends Error {
  readonly missing: boolean;

  constructor(message: string, options: ErrorOptions & { missing?: boolean } = {}) {
    super(message, options);
    this.name = 'FileRequestError';
    this.missing = options.missing ?? false;
  }
}

export interface LineRange {
  /** First line, counted from 1. */
  readonly line?: number | null | undefined;
  /** Maximum number of lines. */
  readonly limit?: number | null | undefined;
}

/** In bytes. More than an agent can put into its context. */
const LIMIT = 10 * 1024 * 1024;
const TOO_LARGE = 'more than 10 MB; read a part of it with line and limit';
const NEWLINE = 0x0a;

/**
 * Returns the lines of the file `path`, all of them without a range. Throws `FileRequestError`, which calls the file `asked`, for
 * anything but a regular file, and for more than 10 MB.
 */
export async function readLines(path: string, asked: string, { line, limit }: LineRange): Promise<string> {
  // Opening a pipe must not wait for a writer.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!(await file.stat()).isFile()) throw new FileRequestError(`${asked} is not a regular file`);
    const range = {
      skip: Math.max(0, (line ?? 1) - 1),
      take: Math.max(0, limit ?? Number.POSITIVE_INFINITY),
    };
    return await linesIn(file, asked, range);
  } finally {
    await file.close();
  }
}

async function linesIn(
  file: FileHandle,
  asked: string,
  range: { skip: number; take: number },
): Promise<string> {
  let { skip, take } = range;
  const parts: Buffer[] = [];
  let size = 0;
  const chunks = file.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 });
  for await (const chunk of take === 0 ? [] : (chunks as AsyncIterable<Buffer>)) {
    let from = 0;
    for (; skip > 0; skip -= 1) {
      const end = chunk.indexOf(NEWLINE, from);
      if (end < 0) break;
      from = end + 1;
    }
    if (skip > 0) continue;
    let end = take === Number.POSITIVE_INFINITY ? chunk.length : from;
    for (; take > 0 && end < chunk.length; take -= 1) {
      const newline = chunk.indexOf(NEWLINE, end);
      if (newline < 0) break;
      end = newline + 1;
    }
    const whole = take === 0;
    // The last line comes without its line end.
    const part = chunk.subarray(from, whole ? end - 1 : chunk.length);
    size += part.length;
    if (size > LIMIT) throw new FileRequestError(`${asked} has ${TOO_LARGE}`);
    parts.push(part);
    if (whole) break;
  }
  return Buffer.concat(parts).toString('utf8');
}
