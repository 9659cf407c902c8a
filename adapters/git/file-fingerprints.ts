// Computes fingerprints of files by their content. A file that has not changed since the last time is not read again.
import { createHash } from 'node:crypto';
import { type BigIntStats, createReadStream, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { FileBefore, OwnOutput } from './own-output.ts';

/** Small files are read synchronously, four times as fast as otherwise, and others get their turn after this time. */
const SLICE_MS = 5;
const MAX_SMALL_BYTES = 1024n * 1024n;
/** File times are coarse: a file that changed within this time before it was read may have changed again without a trace. */
const COARSE_MS = 100n;

interface Known {
  /** Size, identity and times. While they are the same, so is the content. */
  readonly stamp: string;
  readonly fingerprint: string;
}

export class FileFingerprints {
  /** The files of the last `read`, by path. */
  #known = new Map<string, Known>();

  constructor(private readonly ownOutput: OwnOutput) {}

  /**
   * Returns fingerprints by path, in the order of `paths`, without own output and what git cannot commit as a file (a directory,
   * a socket). Paths are absolute, with one character per byte.
   */
  async read(paths: readonly string[]): Promise<Map<string, string>> {
    const found = new Array<string | undefined>(paths.length);
    const kept = new Map<string, Known>();
    let pausedAt = performance.now();
    for (const [at, path] of paths.entries()) {
      found[at] = await this.#fingerprint(path, kept);
      if (performance.now() - pausedAt < SLICE_MS) continue;
      await setImmediate();
      pausedAt = performance.now();
    }
    this.#known = kept;
    return new Map(
      paths.flatMap((path, at) => {
        const fingerprint = found[at];
        return fingerprint === undefined ? [] : [[path, fingerprint] as const];
      }),
    );
  }

  async #fingerprint(bytes: string, kept: Map<string, Known>): Promise<string | undefined> {
    const path = Buffer.from(bytes, 'latin1');
    try {
      const stat = lstatSync(path, { bigint: true });
      if (stat.isSymbolicLink()) return `link ${readlinkSync(path)}`;
      if (!stat.isFile() || this.ownOutput.isFile(stat)) return undefined;
      const stamp = stampOf(stat);
      const before = this.#known.get(bytes);
      if (before?.stamp === stamp) {
        kept.set(bytes, before);
        return before.fingerprint;
      }
      const readAt = BigInt(Date.now());
      const { size, sha1 } = await hashOf(path, stat);
      const fingerprint = `file ${stat.mode & 0o111n ? 'x' : '-'} ${size} ${sha1}`;
      if (stat.ctimeMs + COARSE_MS < readAt) kept.set(bytes, { stamp, fingerprint });
      return fingerprint;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return MISSING;
      if (code === 'EACCES') return UNREADABLE;
      throw error;
    }
  }
}

export const MISSING = 'missing';
export const UNREADABLE = 'unreadable';

function stampOf({ size, mode, dev, ino, mtimeNs, ctimeNs }: BigIntStats): string {
  return [size, mode, dev, ino, mtimeNs, ctimeNs].join(' ');
}

async function hashOf(path: Buffer, stat: BigIntStats): Promise<{ size: number; sha1: string }> {
  const hash = createHash('sha1');
  if (stat.size <= MAX_SMALL_BYTES) {
    const content = readFileSync(path);
    return { size: content.length, sha1: hash.update(content).digest('hex') };
  }
  const content = createReadStream(path);
  await pipeline(content, hash);
  return { size: content.bytesRead, sha1: hash.digest('hex') };
}

/** Returns size and checksum from a fingerprint; undefined unless it is of a readable file. */
export function fileOf(fingerprint: string | undefined): FileBefore | undefined {
  const [kind, , size, sha1 = ''] = fingerprint?.split(' ') ?? [];
  return kind === 'file' ? { size: Number(size), sha1 } : undefined;
}
