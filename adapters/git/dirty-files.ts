// Lists the files that differ from the last commit, each with a fingerprint of its content.
import { createHash } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Git } from './git-command.ts';
import type { FileBefore, OwnOutput } from './own-output.ts';

/** Fingerprints by path relative to the repository's root, with one character per byte. */
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

/** Returns HEAD and the dirty files, without the absolute paths in `excluded`, everything below them, and own output. */
export async function statusOf(
  git: Git,
  root: string,
  excluded: readonly string[],
  ownOutput: OwnOutput,
): Promise<Status> {
  // Git reports real paths.
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

/** Returns the path with links resolved, as far as it exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPath(dirname(path)), basename(path));
  }
}

/** The number of fields before the path, by the kind of entry: changed, unmerged, untracked. */
const FIELDS_BEFORE_PATH: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

/**
 * Returns the path of a status entry; undefined if the entry is not a file.
 * https://git-scm.com/docs/git-status#_porcelain_format_version_2
 */
function pathOf(entry: string): string | undefined {
  const fields = FIELDS_BEFORE_PATH[entry.charAt(0)];
  return fields === undefined ? undefined : entry.split(' ').slice(fields).join(' ');
}

/**
 * Returns the fingerprint of a file; undefined for what git cannot commit as a file (a nested repository, a socket) and for own
 * output.
 */
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

/** Returns size and checksum from a fingerprint; undefined unless it is of a readable file. */
export function fileOf(fingerprint: string | undefined): FileBefore | undefined {
  const [kind, , size, sha1 = ''] = fingerprint?.split(' ') ?? [];
  return kind === 'file' ? { size: Number(size), sha1 } : undefined;
}

/** Returns the paths whose content differs from `before`. */
export function changedPaths(before: DirtyFiles, now: DirtyFiles): string[] {
  return [...now].flatMap(([path, fingerprint]) => (before.get(path) === fingerprint ? [] : [path]));
}
