// The keys of git's configuration that decide which programs git runs and what it connects to.
import { AdapterError } from '../../application/errors.ts';
import { complaintOf, type Git } from './git-command.ts';

/** Configuration keys that name a program that git runs, that move the work tree, or that decide what git connects to. */
const EXECUTED_KEYS = [
  'core\\.(fsmonitor|worktree|sshcommand|gitproxy|askpass)',
  'filter\\..*\\.(clean|smudge|process)',
  'gpg\\..*program|gpg\\.ssh\\.defaultkeycommand',
  'hook\\..*',
  'merge\\..*\\.driver|branch\\..*\\.mergeoptions|pull\\.(twohead|octopus)',
  'remote\\..*|url\\..*|credential\\..*|https?\\..*|protocol\\..*|ssh\\.variant',
];
/** Keys that lead to further files. */
const INCLUDING = /^include(if\..*)?\.path$/;
/** Leads to other hooks, which are compared instead of it. */
const HOOKS_PATH = 'core.hookspath';
const SIGNING = 'commit.gpgsign';
const EXECUTED = `^(${EXECUTED_KEYS.join('|')}|core\\.hookspath|commit\\.gpgsign|include\\.path|includeif\\..*\\.path)$`;

/** Values by key; `user` has those that are not set by a repository. */
export interface ExecutedConfig {
  readonly all: ReadonlyMap<string, string>;
  readonly user: ReadonlyMap<string, string>;
  /** Whether it is also in files that are not always the same. */
  readonly hasIncludes: boolean;
  /** Whether it says where hooks are. */
  readonly hasHooksPath: boolean;
  /** Whether a commit runs a program besides the files of the hooks directory. */
  readonly runsAtCommit: boolean;
}

/** Keys whose value changed. */
export interface ConfigChanges {
  /** Keys that git uses even to compare files. */
  readonly comparing: readonly string[];
  /** Keys that git uses only to commit. */
  readonly committing: readonly string[];
  /** Keys that git uses only to merge. */
  readonly merging: readonly string[];
  /** Keys that git uses only to connect to a remote. */
  readonly connecting: readonly string[];
}

/** Reads it as git would in the directory. Throws `AdapterError` `GIT`. */
export async function readExecutedConfig(git: Git, cwd: string): Promise<ExecutedConfig> {
  const query = ['config', '--includes', '--show-scope', '--null', '--get-regexp', EXECUTED];
  const { ok, stdout, stderr } = await git.try(query, { cwd, hooks: true });
  // Without an error message, nothing matched.
  if (!ok && stderr !== '') throw new AdapterError('GIT', complaintOf(stderr));
  // The output has the scope, then key and value, each ended by a NUL; a key ends at the first line break.
  const parts = stdout.split('\0');
  const all = new Map<string, string>();
  const user = new Map<string, string>();
  let hasIncludes = false;
  let hasHooksPath = false;
  let runsAtCommit = false;
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [scope = '', entry = ''] = [parts[at], parts[at + 1]];
    const [key = '', ...value] = entry.split('\n');
    if (key === HOOKS_PATH) hasHooksPath = true;
    if (key === SIGNING || key.startsWith('hook.')) runsAtCommit = true;
    if (scope === 'command' || key === HOOKS_PATH || key === SIGNING) continue; // ours, or the user's own hooks
    if (INCLUDING.test(key)) {
      hasIncludes = true;
      continue;
    }
    add(all, key, value.join('\n'));
    if (scope === 'global' || scope === 'system') add(user, key, value.join('\n'));
  }
  return { all, user, hasIncludes, hasHooksPath, runsAtCommit };
}

/** Returns the keys whose values differ, by what git uses them for, each sorted. */
export function configChanges(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): ConfigChanges {
  const keys = differences(before, now);
  const usedTo = (use: keyof ConfigChanges) => keys.filter((key) => useOf(key) === use);
  return {
    comparing: usedTo('comparing'),
    committing: usedTo('committing'),
    merging: usedTo('merging'),
    connecting: usedTo('connecting'),
  };
}

/** core.hooksPath is missing here: the files of the hooks directory are compared instead. */
function useOf(key: string): keyof ConfigChanges {
  if (/^(filter\.|core\.worktree$)/.test(key)) return 'comparing';
  if (/^(merge|branch|pull)\./.test(key)) return 'merging';
  if (/^(core\.(sshcommand|gitproxy|askpass)$|(remote|url|credential|https?|protocol|ssh)\.)/.test(key))
    return 'connecting';
  return 'committing';
}

function add(map: Map<string, string>, key: string, value: string): void {
  const before = map.get(key);
  map.set(key, before === undefined ? value : `${before}\0${value}`);
}

/** Returns the keys whose values differ, sorted. */
export function differences(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...before.keys(), ...now.keys()]);
  return [...keys].filter((key) => before.get(key) !== now.get(key)).sort();
}
