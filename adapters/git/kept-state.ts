// Keeps the state since which changes are uncommitted in git's own directory, where neither a crash nor `git clean` removes it.
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionName } from '../../domain/session/session-name.ts';
import type { DirtyFiles } from './repository-status.ts';

export interface Checkout {
  /** The commit that is checked out; null before the first commit. */
  readonly head: string | null;
  readonly dirty: DirtyFiles;
}

export interface KeptState extends Checkout {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The repositories inside this one, by path relative to its root. */
  readonly nested: ReadonlyMap<string, Checkout>;
  /** Files with iteratr's own output, which a later process no longer recognizes. */
  readonly ownFiles: readonly string[];
}

const VERSION = 1;
const MAX_BYTES = 256 * 1024 * 1024;

/** Replaces what is kept for the session. Throws file system errors. */
export async function saveState(gitDir: string, session: SessionName, state: KeptState): Promise<void> {
  const path = pathOf(gitDir, session);
  const { at, head, dirty, nested, ownFiles } = state;
  const checkouts = [...nested].map(([place, checkout]) => [place, checkout.head, [...checkout.dirty]]);
  const value = { v: VERSION, at, head, dirty: [...dirty], nested: checkouts, ownFiles };
  const temporary = `${path}.${process.pid}`;
  try {
    await writeFile(temporary, JSON.stringify(value), { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    // Report the first error, not one of the cleanup.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

export async function removeState(gitDir: string, session: SessionName): Promise<void> {
  await rm(pathOf(gitDir, session), { force: true });
}

/** Returns what is kept for the session; undefined for nothing, and for a file that is damaged or of another version. */
export function loadState(gitDir: string, session: SessionName): KeptState | undefined {
  try {
    const path = pathOf(gitDir, session);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile() || stat.size > MAX_BYTES) return undefined;
    const { v, at, head, dirty, nested, ownFiles } = JSON.parse(readFileSync(path, 'utf8'));
    if (v !== VERSION || typeof at !== 'number' || !Array.isArray(ownFiles)) return undefined;
    const checkouts = nested.map(([place, commit, files]: [string, unknown, unknown]) => [
      place,
      checkoutOf(commit, files),
    ]);
    return { at, ...checkoutOf(head, dirty), nested: new Map(checkouts), ownFiles: ownFiles.map(String) };
  } catch {
    return undefined; // damaged: the changes count as the user's, as without it
  }
}

function checkoutOf(head: unknown, dirty: unknown): Checkout {
  if (head !== null && typeof head !== 'string') throw new TypeError('not a commit');
  const entries = (dirty as [unknown, unknown][]).map(
    ([path, file]) => [String(path), String(file)] as const,
  );
  return { head, dirty: new Map(entries) };
}

/** Session names can be longer than file names. */
function pathOf(gitDir: string, session: SessionName): string {
  const digest = createHash('sha256').update(session).digest('hex').slice(0, 16);
  return join(gitDir, `iteratr-uncommitted-${digest}.json`);
}
