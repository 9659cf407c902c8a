// Fingerprints of the hooks of a repository, to notice which ones an agent has changed.
import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Git } from './git-command.ts';

const MAX_HOOK_FILES = 1_000;
/** A larger hook is compared by its size and the time of its last change, which programs cannot set. */
const MAX_HOOK_BYTES = 256 * 1024;

/** Returns the directory of the hooks that git would run; undefined if git does not say. */
export async function hooksDirectory(git: Git, cwd: string): Promise<string | undefined> {
  const { ok, stdout } = await git.try(['rev-parse', '--git-path', 'hooks'], { cwd, hooks: true });
  return ok ? resolve(cwd, stdout.replace(/\n$/, '')) : undefined;
}

/** Returns a fingerprint of each hook by its file name. In a directory that cannot be read, git may still find some: it counts as one. */
export function hookFingerprints(directory: string): ReadonlyMap<string, string> {
  const hooks = new Map<string, string>();
  fingerprint(directory, '', hooks);
  // husky keeps its launchers in `_` and the user's hooks beside it.
  if (basename(directory) === '_') fingerprint(dirname(directory), '../', hooks);
  return hooks;
}

/** Adds a fingerprint of each file below `directory`, except git's sample hooks. */
function fingerprint(directory: string, prefix: string, into: Map<string, string>): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    const isNone = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!isNone) into.set(prefix || './', 'unreadable');
    return;
  }
  for (const entry of entries) {
    if (into.size >= MAX_HOOK_FILES) return;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) fingerprint(path, `${prefix}${entry.name}/`, into);
    else if (!entry.name.endsWith('.sample')) into.set(`${prefix}${entry.name}`, fingerprintOf(path, entry));
  }
}

function fingerprintOf(path: string, entry: Dirent): string {
  try {
    const link = entry.isSymbolicLink() ? readlinkSync(path) : '';
    const stat = statSync(path);
    const readable = stat.isFile() && stat.size <= MAX_HOOK_BYTES;
    const content = readable
      ? createHash('sha256').update(readFileSync(path)).digest('hex')
      : `${stat.size} ${stat.ctimeMs}`;
    return `${link} ${stat.mode & 0o111} ${content}`;
  } catch {
    return 'unreadable';
  }
}
