// Copies the packaged nats-server to a private directory: the packaged file may be neither executable nor in a writable place.
import { createHash, randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  chmodSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AdapterError } from '../../../application/errors.ts';
import { cacheDirectories } from '../../data-dir/cache-directory.ts';
import { isOurs } from '../../data-dir/owner.ts';

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

/** Copies the program. Returns false if the directory is not writable. */
function copied({ source, sha256 }: PackagedServer, target: string, stamp: string): boolean {
  const content = readFileSync(source);
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new AdapterError(
      'STORE.NO_SERVER',
      `the nats-server that came with iteratr, ${source}, has an unexpected checksum`,
      { remedy: 'install iteratr again, or set nats_server' },
    );
  }
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o700, flag: 'wx' });
    chmodSync(temporary, 0o700);
    renameSync(temporary, target);
    // Other processes may copy at the same time, but each of them has verified its copy.
    writeFileSync(temporary, stampOf(lstatSync(target, { bigint: true })), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, stamp);
    return true;
  } catch {
    rmSync(temporary, { force: true });
    return false;
  }
}
