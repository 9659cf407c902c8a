// Copies the packaged nats-server to a private directory: the packaged file may be neither executable nor in a writable place.
import { createHash, randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  chmodSync,
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { AdapterError } from '../../../application/errors.ts';
import { cacheDirectories } from '../../data-dir/cache-directory.ts';
import { isOurs } from '../../data-dir/owner.ts';

const PIECE_BYTES = 64 * 1024;

export interface PackagedServer {
  /** The file that came with the installation. */
  readonly source: string;
  readonly version: string;
  /** In hexadecimal. */
  readonly sha256: string;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Returns the path of the copy, and creates it if necessary. The sha256 is verified when copying; later, inode, size and times
 * are compared. Returns undefined when no cache directory is writable. Throws `STORE.NO_SERVER` when the packaged file has
 * another sha256.
 */
export function cachedServer(packaged: PackagedServer, env: Variables): string | undefined {
  for (const directory of cacheDirectories(env)) {
    const target = join(directory, `nats-server-${packaged.version}`);
    const stamp = `${target}.stamp`;
    if (isUnchanged(target, stamp) || copied(packaged, target, stamp)) return target;
  }
  return undefined;
}

function isUnchanged(target: string, stamp: string): boolean {
  try {
    const stat = lstatSync(target, { bigint: true });
    return isOwnProgram(stat) && lstatSync(stamp).isFile() && readFileSync(stamp, 'utf8') === stampOf(stat);
  } catch {
    return false;
  }
}

function isOwnProgram(stat: BigIntStats): boolean {
  return stat.isFile() && stat.nlink === 1n && isOurs(Number(stat.uid)) && (stat.mode & 0o777n) === 0o700n;
}

function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}

/** Copies the program. Returns false if the directory is not writable. Throws if the program has another checksum. */
function copied({ source, sha256 }: PackagedServer, target: string, stamp: string): boolean {
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    if (copyAndHash(source, temporary) !== sha256) {
      throw new AdapterError(
        'STORE.NO_SERVER',
        `the nats-server that came with iteratr, ${source}, has an unexpected checksum`,
        { remedy: 'install iteratr again, or set nats_server' },
      );
    }
    chmodSync(temporary, 0o700);
    renameSync(temporary, target);
    // Other processes may copy at the same time, but each of them has verified its copy.
    writeFileSync(temporary, stampOf(lstatSync(target, { bigint: true })), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, stamp);
    return true;
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof AdapterError) throw error;
    return false;
  }
}

/**
 * Copies a program in small pieces and returns the sha256 of what was written. A buffer of the size of the program would cost a
 * build that size of memory until it ends, because the C library keeps freed memory up to the size of the largest buffer.
 */
function copyAndHash(source: string, target: string): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const from = openSync(source, 'r');
  try {
    const to = openSync(target, 'wx', 0o700);
    try {
      for (let size = readSync(from, piece); size > 0; size = readSync(from, piece)) {
        hash.update(piece.subarray(0, size));
        for (let written = 0; written < size; ) written += writeSync(to, piece, written, size - written);
      }
    } finally {
      closeSync(to);
    }
  } finally {
    closeSync(from);
  }
  return hash.digest('hex');
}
