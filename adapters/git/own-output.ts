// Which files hold what iteratr itself prints: those its output leads to, and those that somebody copies it to.
import { createHash } from 'node:crypto';
import { type BigIntStats, createReadStream, fstatSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrintedText } from './printed-text.ts';

export type OutputStream = 'stdout' | 'stderr';

/** How much had been printed at one moment, by stream. `both`: to a reader of both, in the order of writing. */
export type PrintedLengths = Readonly<Record<OutputStream | 'both', number>>;

/** A file as it was when it was looked at last. */
export interface FileBefore {
  readonly size: number;
  /** Of its content, in hexadecimal digits. */
  readonly sha1: string;
}

/** Shorter than this, a text can be a part of the log by chance. */
const TELLING_BYTES = 64;
/** How often, and in which intervals, a copy that lags behind is looked at again. */
const LOOKS = 10;
const LOOK_MS = 50;

export class OwnOutput {
  readonly #files = new Set<string>();
  readonly #printed = { stdout: new PrintedText(), stderr: new PrintedText(), both: new PrintedText() };

  /** Whatever this descriptor or path leads to is own output, under any name and when it is moved, if it is a file. */
  addFile(file: number | string): void {
    try {
      const stat =
        typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
      if (stat.isFile()) this.#files.add(identityOf(stat));
    } catch {
      // A closed descriptor, or no file yet.
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
   * Whether all that happened to the file since is that a copy of the output, by `tee` or `script`, was appended: a section of it
   * that begins where the output was then, or before, and goes beyond. A copy may lag behind, which costs up to half a second.
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

  /** `old`: it repeats only what had been printed before; a copy that is made at this moment goes beyond that soon. */
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

/** What stands behind the content of before; undefined when that is not there any more. */
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
    return undefined; // it has just gone, or cannot be read
  }
  return left === 0 && hash.digest('hex') === sha1 ? appended : undefined;
}
