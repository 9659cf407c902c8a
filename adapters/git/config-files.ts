// Notices changes of the files that git reads its configuration from, without starting git.
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { gitCommonDirOf, gitDirOf } from '../data-dir/git-root.ts';
import type { Git } from './git-command.ts';

/** Times of files are coarse: a file that is younger may change again without a trace. */
const SETTLED_MS = 2_000n;
const MAX_POINTER_BYTES = 64 * 1024;

/** The variables that tell git where configuration is. */
export type ConfigVariables = Readonly<
  Partial<
    Record<
      'HOME' | 'XDG_CONFIG_HOME' | 'GIT_CONFIG_GLOBAL' | 'GIT_CONFIG_SYSTEM' | 'GIT_DIR' | 'GIT_COMMON_DIR',
      string
    >
  >
>;

interface Places {
  /** The file that all work trees of the repository share. */
  readonly shared: string;
  /** Small files that lead to git's own directories, if they are files. */
  readonly pointers: readonly string[];
  readonly configs: readonly string[];
}

export class ConfigFiles {
  readonly #places = new Map<string, Places | undefined>();
  #system: Promise<string | undefined> | undefined;

  constructor(
    private readonly git: Git,
    private readonly variables: ConfigVariables = process.env,
  ) {}

  /**
   * Returns what identifies the configuration of the work tree with this top directory, apart from files that others include.
   * undefined: a file has just been changed, or not all of them are known.
   */
  async stamp(root: string): Promise<string | undefined> {
    const places = await this.#placesOf(root);
    if (!places) return undefined;
    const now = BigInt(Date.now());
    const stamps = [
      ...places.pointers.map((path) => pointerStamp(path, now)),
      ...places.configs.map((path) => stampOf(path, now)),
    ];
    return stamps.includes(undefined) ? undefined : stamps.join('\n');
  }

  /** Returns where the repository of the work tree has its hooks unless its configuration says otherwise; undefined if that is not known. */
  async hooksDirectory(root: string): Promise<string | undefined> {
    const places = await this.#placesOf(root);
    return places && join(dirname(places.shared), 'hooks');
  }

  async #placesOf(root: string): Promise<Places | undefined> {
    if (!this.#places.has(root)) this.#places.set(root, await this.#find(root));
    return this.#places.get(root);
  }

  /** Returns all files, also those that do not exist; undefined if they are not known. */
  async #find(root: string): Promise<Places | undefined> {
    const { GIT_DIR, GIT_COMMON_DIR } = this.variables;
    const [gitDir, common] = [gitDirOf(root), gitCommonDirOf(root)];
    if (gitDir === undefined || common === undefined) return undefined;
    // Then only git knows which repository it uses.
    if (GIT_DIR !== undefined || GIT_COMMON_DIR !== undefined) return undefined;
    this.#system ??= this.#systemFile(root);
    const system = await this.#system;
    if (system === undefined) return undefined;
    const shared = join(common, 'config');
    return {
      shared,
      pointers: [join(root, '.git'), join(gitDir, 'commondir')],
      configs: [shared, join(gitDir, 'config.worktree'), system, ...this.#userFiles()],
    };
  }

  /** Which file it is was decided when git was built. Git names it, also in its complaint that there is none. */
  async #systemFile(root: string): Promise<string | undefined> {
    const given = this.variables.GIT_CONFIG_SYSTEM;
    if (given !== undefined) return given;
    const query = ['config', '--system', '--show-origin', '--list', '--null'];
    const { stdout, stderr } = await this.git.try(query, { cwd: root, hooks: true });
    return /^file:([^\0]+)/.exec(stdout)?.[1] ?? /unable to read config file '(.+)'/.exec(stderr)?.[1];
  }

  #userFiles(): readonly string[] {
    const { HOME = homedir(), XDG_CONFIG_HOME = '', GIT_CONFIG_GLOBAL } = this.variables;
    if (GIT_CONFIG_GLOBAL !== undefined) return [GIT_CONFIG_GLOBAL];
    return [join(HOME, '.gitconfig'), join(XDG_CONFIG_HOME || join(HOME, '.config'), 'git', 'config')];
  }
}

/** What a pointer says is a better stamp than its times: a work tree that has just been created has new ones. */
function pointerStamp(path: string, now: bigint): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > MAX_POINTER_BYTES) return stampOf(path, now);
  return `${stat.ino} ${readFileSync(path, 'latin1')}`;
}

/** Returns undefined for a file that has just been changed. */
function stampOf(path: string, now: bigint): string | undefined {
  const link = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!link || !file) return link ? `link ${link.ino}` : 'none';
  // The times of git's own directory change all the time.
  if (file.isDirectory()) return `directory ${link.dev} ${link.ino} ${file.dev} ${file.ino}`;
  if (link.ctimeMs + SETTLED_MS > now || file.ctimeMs + SETTLED_MS > now) return undefined;
  return [link.ino, link.ctimeNs, file.dev, file.ino, file.size, file.mtimeNs, file.ctimeNs].join(' ');
}
