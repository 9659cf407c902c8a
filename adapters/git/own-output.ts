// Recognises files that contain iteratr's own output: those it is redirected to, and those that `tee` or `script` copy it to.
import { createHash } from 'node:crypto';
import { type BigIntStats, createReadStream, fstatSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrintedText } from './printed-text.ts';

export type OutputStream = 'stdout' | 'stderr';

/** How much had been printed at one moment, by stream. `both` is stdout and stderr together, in the order of writing. */
export type PrintedLengths = Readonly<Record<OutputStream | 'both', number>>;

/** The state of a file when it was last read. */
export interface FileBefore {
  readonly size: number;
  /** Checksum of its content, in hexadecimal. */
  readonly sha1: string;
}

/** A shorter text may occur in the output by chance. */
const TELLING_BYTES = 64;
/** How often, and at which interval, to read a copy that lags behind. */
const LOOKS = 10;
const LOOK_MS = 50;

export class OwnOutput {
  readonly #files = new Set<string>();
  readonly #printed = { stdout: new PrintedText(), stderr: new PrintedText(), both: new PrintedText() };

  /** Marks the file behind this descriptor or path as own output, under any name and even after it is moved. */
  addFile(file: number | string): void {
    try {
      const stat =
        typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
      if (stat.isFile()) this.#files.add(identityOf(stat));
    } catch {
      // The descriptor is closed, or the file does not exist yet.
    }
  }

  print(stream: OutputStream, chunk: Uint8Array): void {
    this.#printed[stream].append(chunk);
    this.#printed.both.append(chunk);
  }

  isFile(stat: Pick<BigIntStats, 'dev' | 'ino'>): boolean {
    return this.#files.has(identityOf(stat));
  }

  lengths(): PrintedLengths {
    const { stdout, stderr, both } = this.#printed;
    return { stdout: stdout.length, stderr: stderr.length, both: both.length };
  }

  /**
   * Returns whether the only change of the file since `before` is an appended copy of the output, made by `tee` or `script`: a
   * section that begins at or before the position `since` and goes beyond it. Waits up to half a second for a copy that lags.
   */
  async isCopiedTo(path: Buffer, before: FileBefore, since: PrintedLengths): Promise<boolean> {
    if (this.#printed.both.length === since.both) return false;
    for (let look = 0; look < LOOKS; look += 1) {
      const appended = await appendedTo(path, before);
      if (!appended || appended.length === 0) return false;
      const found = this.#compare(appended, since);
      if (found !== 'old') return found === 'copy';
      await sleep(LOOK_MS);
    }
    return false;
  }

  /** Returns `old` if the text only repeats earlier output; a copy that is still being made will soon go beyond that. */
  #compare(appended: PrintedText, since: PrintedLengths): 'copy' | 'old' | 'other' {
    let old = false;
    for (const stream of ['both', 'stdout', 'stderr'] as const) {
      const printed = this.#printed[stream];
      const then = since[stream];
      for (const { from, to } of printed.sectionsLike(appended)) {
        const telling = appended.length >= TELLING_BYTES || (from === then && to === printed.length);
        if (from <= then && to > then && telling) return 'copy';
        if (from <= then) old = true;
      }
    }
    return old ? 'old' : 'other';
  }
}

function identityOf({ dev, ino }: Pick<BigIntStats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`;
}

/** Returns the text after the earlier content; undefined if the earlier content has changed. */
async function appendedTo(path: Buffer, { size, sha1 }: FileBefore): Promise<PrintedText | undefined> {
  const hash = createHash('sha1');
  const appended = new PrintedText();
  let left = size;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk.subarray(0, left));
      appended.append(chunk.subarray(left));
      left = Math.max(0, left - chunk.length);
    }
  } catch {
    return undefined; // removed or not readable
  }
  return left === 0 && hash.digest('hex') === sha1 ? appended : undefined;
}
