// The packaged nats-server, copied to a private directory of the user: a package may not be executable, nor its place writable.
import { createHash, randomUUID } from 'node:crypto';
import {
  type BigIntStats,
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { AdapterError } from '../../../application/errors.ts';
import { isOurs } from '../../data-dir/own-path.ts';

export interface PackagedServer {
  /** The file that came with the installation. */
  readonly source: string;
  readonly version: string;
  /** In hexadecimal. */
  readonly sha256: string;
}

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The path of the copy, which is made when there is none. It is compared with the known sha256 when it is copied, and
 * later by inode, size and times. Undefined when nothing can be kept anywhere; throws `STORE.NO_SERVER` when the packaged
 * file is another one.
 */
export function cachedServer(packaged: PackagedServer, env: Variables): string | undefined {
  for (const directory of cachesOf(env)) {
    if (!isPrivate(directory)) continue;
    const target = join(directory, `nats-server-${packaged.version}`);
    const stamp = `${target}.stamp`;
    if (isUnchanged(target, stamp) || copied(packaged, target, stamp)) return target;
  }
  return undefined;
}

/** The user's, and one that goes with the machine's temporary files where there is no home to write to. */
function cachesOf(env: Variables): readonly string[] {
  const home = env.HOME || homedir();
  const cache = isAbsolute(env.XDG_CACHE_HOME ?? '') ? env.XDG_CACHE_HOME : join(home, '.cache');
  return [join(cache ?? '', 'iteratr'), join(tmpdir(), `iteratr-${process.geteuid?.() ?? 'cache'}`)].filter(
    isAbsolute,
  );
}

/** Makes it where there is none. False for a link, for one of somebody else, and where none can be made. */
function isPrivate(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const stat = lstatSync(directory);
    if (!stat.isDirectory() || !isOurs(stat.uid)) return false;
    if ((stat.mode & 0o077) !== 0) chmodSync(directory, 0o700);
    return true;
  } catch {
    return false;
  }
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

/** False when the directory cannot be written to. */
function copied({ source, sha256 }: PackagedServer, target: string, stamp: string): boolean {
  const content = readFileSync(source);
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new AdapterError(
      'STORE.NO_SERVER',
      `the nats-server that came with iteratr, ${source}, is not the one it was made with`,
      { remedy: 'install iteratr again, or set nats_server' },
    );
  }
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, content, { mode: 0o700, flag: 'wx' });
    chmodSync(temporary, 0o700);
    renameSync(temporary, target);
    // Others may copy at the same moment: whatever is there now was compared by one of us.
    writeFileSync(temporary, stampOf(lstatSync(target, { bigint: true })), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, stamp);
    return true;
  } catch {
    rmSync(temporary, { force: true });
    return false;
  }
}
