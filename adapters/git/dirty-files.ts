// The files that differ from the last commit, each with a fingerprint of its content.
import { createHash } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Git } from './git-command.ts';
import type { FileBefore, OwnOutput } from './own-output.ts';

/** Fingerprints by path relative to the root of the repository, one character a byte. */
export type DirtyFiles = ReadonlyMap<string, string>;

const STATUS = [
  'status',
  '--porcelain=v2',
  '--branch',
  '-z',
  '--untracked-files=all',
  '--no-renames',
  '--ignore-submodules=all',
];

export interface Status {
  /** The commit that is checked out; null before the first one. */
  readonly head: string | null;
  readonly dirty: DirtyFiles;
}

/** `excluded` are absolute paths; they and everything below them is left out, and so are the files of `ownOutput`. */
export async function statusOf(
  git: Git,
  root: string,
  excluded: readonly string[],
  ownOutput: OwnOutput,
): Promise<Status> {
  // Git names files by their real place.
  const left = excluded.map(realPath).map(bytesOf);
  const entries = await git.list(STATUS, root);
  const dirty = new Map<string, string>();
  let head: string | null = null;
  for (const entry of entries) {
    const oid = /^# branch\.oid ([0-9a-f]+)$/.exec(entry)?.[1];
    if (oid !== undefined) head = oid;
    const path = pathOf(entry);
    if (path === undefined) continue;
    const absolute = join(bytesOf(root), path);
    if (left.some((out) => absolute === out || absolute.startsWith(`${out}/`))) continue;
    const fingerprint = await fingerprintOf(absolute, ownOutput);
    if (fingerprint !== undefined) dirty.set(path, fingerprint);
  }
  return { head, dirty };
}

function bytesOf(path: string): string {
  return Buffer.from(path).toString('latin1');
}

/** With links resolved as far as the path exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

/** The number of fields before the path, by the kind of entry: changed, unmerged, untracked. */
const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

/** https://git-scm.com/docs/git-status#_porcelain_format_version_2; undefined for what is no file. */
function pathOf(entry: string): string | undefined {
  const fields = FIELDS_BEFORE_PATH[entry.charAt(0)];
  return fields === undefined ? undefined : entry.split(' ').slice(fields).join(' ');
}

/** undefined for what git cannot commit as a file, a repository inside the repository or a socket, and for own output. */
async function fingerprintOf(bytes: string, ownOutput: OwnOutput): Promise<string | undefined> {
  const path = Buffer.from(bytes, 'latin1');
  try {
    const stat = await lstat(path, { bigint: true });
    if (stat.isSymbolicLink()) return `link ${await readlink(path)}`;
    if (!stat.isFile() || ownOutput.isFile(stat)) return undefined;
    const hash = createHash('sha1');
    const content = createReadStream(path);
    await pipeline(content, hash);
    return `file ${stat.mode & 0o111n ? 'x' : '-'} ${content.bytesRead} ${hash.digest('hex')}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    if (code === 'EACCES') return 'unreadable';
    throw error;
  }
}

/** undefined for what is no file that can be read. */
export function fileOf(fingerprint: string | undefined): FileBefore | undefined {
  const [kind, , size, sha1 = ''] = fingerprint?.split(' ') ?? [];
  return kind === 'file' ? { size: Number(size), sha1 } : undefined;
}

/** The paths whose content is another than in `before`. */
export function changedPaths(before: DirtyFiles, now: DirtyFiles): string[] {
  return [...now].flatMap(([path, fingerprint]) => (before.get(path) === fingerprint ? [] : [path]));
}
