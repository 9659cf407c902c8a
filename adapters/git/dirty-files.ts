// The files that differ from the last commit, each with a fingerprint of its content.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { git, splitNul } from './git-command.ts';

/** Fingerprints by path relative to the root of the repository. */
export type DirtyFiles = ReadonlyMap<string, string>;

const STATUS = [
  'status',
  '--porcelain=v1',
  '-z',
  '--untracked-files=all',
  '--no-renames',
  '--ignore-submodules=all',
];

/** `excluded` are absolute paths; they and everything below them is left out. */
export async function dirtyFiles(root: string, excluded: readonly string[]): Promise<DirtyFiles> {
  const entries = splitNul(await git(STATUS, { cwd: root }));
  const files = new Map<string, string>();
  for (const entry of entries) {
    const path = entry.slice(3);
    const absolute = join(root, path);
    if (excluded.some((out) => absolute === out || absolute.startsWith(`${out}/`))) continue;
    const fingerprint = await fingerprintOf(absolute);
    if (fingerprint !== undefined) files.set(path, fingerprint);
  }
  return files;
}

/** undefined for what git cannot commit as a file: a repository inside the repository, a socket. */
async function fingerprintOf(path: string): Promise<string | undefined> {
  try {
    const stat = await lstat(path);
    if (stat.isSymbolicLink()) return `link ${await readlink(path)}`;
    if (!stat.isFile()) return undefined;
    const hash = createHash('sha1');
    await pipeline(createReadStream(path), hash);
    return `file ${stat.mode & 0o111 ? 'x' : '-'} ${hash.digest('hex')}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    if (code === 'EACCES') return 'unreadable';
    throw error;
  }
}

/** The paths whose content is another than in `before`. */
export function changedPaths(before: DirtyFiles, now: DirtyFiles): string[] {
  return [...now].flatMap(([path, fingerprint]) => (before.get(path) === fingerprint ? [] : [path]));
}
