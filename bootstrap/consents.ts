// The consents of the user, and which of them counts for a folder.
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { FileConsentStore, stateDirectory } from '../adapters/files/file-consent-store.ts';
import { InputError } from '../application/errors.ts';
import type { Consent, ConsentStore } from '../application/ports/consent-store.port.ts';
import type { Environment } from './environment.ts';

export function consentStore({ env, home }: Environment): ConsentStore {
  return new FileConsentStore(stateDirectory(env, home));
}

/** The folder a consent is stored for. */
export function folderOf({ cwd }: Environment): string {
  return realpathSync(cwd);
}

/** The consent for the folder, or, in a linked work tree of git, for its place in the main one. */
export function consentFor(folder: string, store: ConsentStore): Consent | undefined {
  const own = store.find(folder);
  if (own) return own;
  const original = placeInMainWorkTree(folder);
  return original === undefined ? undefined : store.find(original);
}

/** Throws `InputError` where the agent calls: consent is the user's alone. */
export function refuseAgent({ env }: Environment): void {
  if (env.ITERATR_AGENT_MARK !== undefined) {
    throw new InputError('only the user can trust a folder; run this outside of the agent');
  }
}

/**
 * Where the folder lies in the main work tree, when it is in a linked one. Read from git's own files, and believed only when
 * the repository points back at this work tree: a folder cannot claim to belong to a repository.
 * https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-worktrees
 */
function placeInMainWorkTree(folder: string): string | undefined {
  try {
    const root = workTreeRoot(folder);
    if (root === undefined || !lstatSync(join(root, '.git')).isFile()) return undefined;
    const [, named = ''] = /^gitdir: (.+)$/m.exec(readFileSync(join(root, '.git'), 'utf8')) ?? [];
    const gitDir = realpathSync(resolve(root, named));
    const back = readFileSync(join(gitDir, 'gitdir'), 'utf8').trim();
    if (realpathSync(dirname(resolve(gitDir, back))) !== root) return undefined;
    const common = realpathSync(resolve(gitDir, readFileSync(join(gitDir, 'commondir'), 'utf8').trim()));
    if (dirname(gitDir) !== join(common, 'worktrees')) return undefined;
    const main = dirname(common);
    return join(main, relative(root, folder));
  } catch {
    return undefined; // no linked work tree that git would know
  }
}

function workTreeRoot(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : workTreeRoot(dirname(folder));
}
