// Checks whether the programs that git would run for a repository are still the same as at the start of the run.
import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import { ConfigFiles } from './config-files.ts';
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
const EXECUTED = `^(${EXECUTED_KEYS.join('|')}|core\\.hookspath|include\\.path|includeif\\..*\\.path)$`;

const MAX_HOOK_FILES = 1_000;
/** A larger hook is compared by its size and the time of its last change, which programs cannot set. */
const MAX_HOOK_BYTES = 256 * 1024;

/** Values by key; `user` has those that are not set by a repository. */
interface ExecutedConfig {
  readonly all: ReadonlyMap<string, string>;
  readonly user: ReadonlyMap<string, string>;
  /** Whether it is also in files that are not always the same. */
  readonly hasIncludes: boolean;
  /** Whether it says where hooks are. */
  readonly hasHooksPath: boolean;
  /** The directory of the hooks, once it was asked for. */
  hooks?: string | undefined;
}

/** What was read when the files of the configuration had this stamp. */
interface Known {
  readonly stamp: string;
  readonly config: ExecutedConfig;
}

interface Baseline {
  readonly config: ReadonlyMap<string, string>;
  /** Fingerprints by file name. */
  readonly hooks: ReadonlyMap<string, string>;
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

/**
 * An agent can write anything below `.git`, and git runs it: filters when it compares files, hooks when it commits. A change
 * between the check and the use is not noticed.
 */
export class GitGuard {
  readonly #baselines = new Map<string, Baseline>();
  readonly #files: ConfigFiles;
  /** By the work tree's top directory. */
  readonly #known = new Map<string, Known>();

  constructor(private readonly git: Git) {
    this.#files = new ConfigFiles(git);
  }

  /**
   * Compares the configuration of the repository at `root` with that of the first call, which therefore finds no changes. A
   * repository that `began` during the run is compared with the user's own configuration instead. `tree`: a further work tree of
   * the repository, which may have a configuration of its own.
   */
  async check(root: string, { began = false, tree = root } = {}): Promise<ConfigChanges> {
    const config = await this.#config(tree);
    if (!this.#baselines.has(root)) {
      const hooks = await this.#hooks(root, tree === root ? config : await this.#config(root));
      this.#baselines.set(root, { config: began ? config.user : config.all, hooks });
    }
    const keys = differences(this.#baselines.get(root)?.config ?? config.all, config.all);
    const usedTo = (use: keyof ConfigChanges) => keys.filter((key) => useOf(key) === use);
    return {
      comparing: usedTo('comparing'),
      committing: usedTo('committing'),
      merging: usedTo('merging'),
      connecting: usedTo('connecting'),
    };
  }

  /** Returns the hooks that were changed, added or removed since the first `check`. */
  async changedHooks(root: string): Promise<readonly string[]> {
    const hooks = await this.#hooks(root, await this.#config(root));
    return differences(this.#baselines.get(root)?.hooks ?? new Map(), hooks);
  }

  /** Reads the configuration, so that the next `check` need not unless it changes. It is not what later calls compare with. */
  async prepare(root: string): Promise<void> {
    await this.#config(root);
  }

  async #config(root: string): Promise<ExecutedConfig> {
    const known = await this.#unchanged(root);
    if (known) return known.config;
    // Before the configuration: what changes meanwhile makes the next stamp differ.
    const stamp = await this.#files.stamp(root);
    const config = await this.#readConfig(root);
    if (stamp === undefined || config.hasIncludes) this.#known.delete(root);
    else this.#known.set(root, { stamp, config });
    return config;
  }

  /** Returns what was read before, if it is still so. */
  async #unchanged(root: string): Promise<Known | undefined> {
    const known = this.#known.get(root);
    return known && known.stamp === (await this.#files.stamp(root)) ? known : undefined;
  }

  async #readConfig(cwd: string): Promise<ExecutedConfig> {
    const query = ['config', '--includes', '--show-scope', '--null', '--get-regexp', EXECUTED];
    const { ok, stdout, stderr } = await this.git.try(query, { cwd, hooks: true });
    // Without an error message, nothing matched.
    if (!ok && stderr !== '') throw new AdapterError('GIT', complaintOf(stderr));
    // The output has the scope, then key and value, each ended by a NUL; a key ends at the first line break.
    const parts = stdout.split('\0');
    const all = new Map<string, string>();
    const user = new Map<string, string>();
    let hasIncludes = false;
    let hasHooksPath = false;
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const [scope = '', entry = ''] = [parts[at], parts[at + 1]];
      const [key = '', ...value] = entry.split('\n');
      if (key === HOOKS_PATH) hasHooksPath = true;
      if (scope === 'command' || key === HOOKS_PATH) continue; // ours, or the user's own hooks
      if (INCLUDING.test(key)) {
        hasIncludes = true;
        continue;
      }
      add(all, key, value.join('\n'));
      if (scope === 'global' || scope === 'system') add(user, key, value.join('\n'));
    }
    return { all, user, hasIncludes, hasHooksPath };
  }

  async #hooks(cwd: string, config: ExecutedConfig): Promise<ReadonlyMap<string, string>> {
    const usual = config.hasHooksPath ? undefined : await this.#files.hooksDirectory(cwd);
    config.hooks ??= usual ?? (await this.#hooksDirectory(cwd));
    const directory = config.hooks;
    if (directory === undefined) return new Map();
    const hooks = new Map<string, string>();
    fingerprint(directory, '', hooks);
    // husky keeps its launchers in `_` and the user's hooks beside it.
    if (basename(directory) === '_') fingerprint(dirname(directory), '../', hooks);
    return hooks;
  }

  async #hooksDirectory(cwd: string): Promise<string | undefined> {
    const { ok, stdout } = await this.git.try(['rev-parse', '--git-path', 'hooks'], { cwd, hooks: true });
    return ok ? resolve(cwd, stdout.replace(/\n$/, '')) : undefined;
  }
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

function differences(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  const keys = new Set([...before.keys(), ...now.keys()]);
  return [...keys].filter((key) => before.get(key) !== now.get(key)).sort();
}

/** Adds a fingerprint of each file below `directory`, except git's sample hooks. */
function fingerprint(directory: string, prefix: string, into: Map<string, string>): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return; // no hooks
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
