// Reads protected files. Their contents have the names that git gives them, so that git's object database keeps what a diff needs.
import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import picomatch from 'picomatch';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import type { ProtectedFiles } from '../../application/ports/protected-files.port.ts';
import { Git } from './git-command.ts';

export interface GlobbedFilesOptions {
  /** Absolute path of the folder that the globs are relative to. */
  readonly folder: string;
  /** A glob of a directory stands for all files below it; one that begins with `!` makes an exception. */
  readonly globs: readonly string[];
  /** Whether new files may match the globs. */
  readonly allowNew: boolean;
  /** Paths of iteratr's own files, relative to the folder. They are protected whatever the globs say. */
  readonly ownFiles: readonly string[];
  readonly processes: Pick<Processes, 'run'>;
  readonly logger: Logger;
}

/** Never protected: version control, and what tools install and cache. */
const IGNORED = ['**/.git/**', '**/node_modules/**', '**/.iteratr/**'];
const MATCHING = { dot: true } as const;
/** Larger files are protected, but their diff is not shown. In bytes. */
const MAX_DIFFED = 1024 * 1024;
const ABSENT = '/dev/null';

export class GlobbedFiles implements ProtectedFiles {
  readonly #git: Git;
  readonly #own: ReadonlySet<string>;
  readonly #matches: (path: string) => boolean;
  #unmatched: readonly string[] = [];

  constructor(private readonly options: GlobbedFilesOptions) {
    this.#git = new Git(options.processes);
    this.#own = new Set(options.ownFiles);
    const { wanted, except } = patternsOf(options.globs);
    this.#matches = wanted.length === 0 ? () => false : picomatch(wanted, { ...MATCHING, ignore: except });
  }

  get isConfigured(): boolean {
    return this.options.globs.length > 0;
  }

  get unmatched(): readonly string[] {
    return this.#unmatched;
  }

  covers(path: string): boolean {
    return this.#own.has(path) || this.#matches(path);
  }

  allowsNew(path: string): boolean {
    return this.options.allowNew && !this.#own.has(path);
  }

  async read(): Promise<ReadonlyMap<string, string>> {
    const paths = await this.#matching();
    const found = new Map<string, string>();
    for (const path of [...new Set([...paths, ...this.#own])].sort()) {
      const hash = await contentOf(join(this.options.folder, path));
      if (hash !== undefined) found.set(path, hash);
    }
    return found;
  }

  async keep(found: ReadonlyMap<string, string>): Promise<void> {
    const { folder, logger } = this.options;
    try {
      const blobs = [...found].flatMap(([path, hash]) =>
        isKeepable(path, hash) ? [{ path, id: idOf(hash) }] : [],
      );
      const known = await this.#git.try(['cat-file', '--batch-check=%(objecttype)'], {
        cwd: folder,
        input: blobs.map(({ id }) => `${id}\n`).join(''),
      });
      if (!known.ok) return; // not in a repository
      const answers = known.stdout.split('\n');
      const missing = blobs.filter((_, at) => answers[at] !== 'blob').map(({ path }) => path);
      if (missing.length === 0) return;
      const input = missing.map((path) => `${path}\n`).join('');
      await this.#git.run(['hash-object', '-w', '--no-filters', '--stdin-paths'], { cwd: folder, input });
    } catch (error) {
      logger.warn('protected files are not kept for diffs', { error });
    }
  }

  async diff(path: string, hash: string | null): Promise<string> {
    const { folder, logger } = this.options;
    try {
      const before = hash === null ? '' : await this.#kept(hash);
      const after = await presentText(join(folder, path));
      if (before === undefined || after === undefined) return '';
      const [from, to] = [hash === null ? ABSENT : `a/${path}`, after.isThere ? `b/${path}` : ABSENT];
      return createTwoFilesPatch(from, to, before, after.text, '', '', { context: 3 }).replace(/^=+\n/, '');
    } catch (error) {
      logger.warn('the diff of a protected file is not known', { path, error });
      return '';
    }
  }

  /** Returns the paths that the globs match, and remembers which globs match none. */
  async #matching(): Promise<string[]> {
    const { folder, globs } = this.options;
    const { wanted, except } = patternsOf(globs);
    if (wanted.length === 0) return [];
    // Few projects protect files.
    const { glob } = await import('tinyglobby');
    const paths = await glob(wanted, {
      ...{ cwd: folder, ignore: [...IGNORED, ...except], onlyFiles: false, expandDirectories: false },
      ...{ followSymbolicLinks: false, ...MATCHING },
    });
    const files = paths.filter((path) => !path.endsWith('/'));
    this.#unmatched = globs.filter((one) => {
      const own = patternsOf([one]).wanted;
      const matches = picomatch(own, MATCHING);
      return own.length > 0 && !files.some((path) => matches(path));
    });
    return files;
  }

  async #kept(hash: string): Promise<string | undefined> {
    const { ok, stdout } = await this.#git.try(['cat-file', 'blob', idOf(hash)], {
      cwd: this.options.folder,
    });
    return ok && isText(stdout) ? stdout : undefined;
  }
}

function patternsOf(globs: readonly string[]): { readonly wanted: string[]; readonly except: string[] } {
  const wanted: string[] = [];
  const except: string[] = [];
  for (const one of globs) {
    const isException = one.startsWith('!');
    const pattern = (isException ? one.slice(1) : one).replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
    (isException ? except : wanted).push(pattern, `${pattern}/**`);
  }
  return { wanted, except };
}

/** Returns mode and git's name of the content; undefined for nothing that can be compared, such as a directory. */
async function contentOf(path: string): Promise<string | undefined> {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) {
      const target = Buffer.from(readlinkSync(path));
      return `120000 ${createHash('sha1').update(`blob ${target.length}\0`).update(target).digest('hex')}`;
    }
    if (!stat?.isFile()) return undefined;
    const hash = createHash('sha1').update(`blob ${stat.size}\0`);
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    return `${stat.mode & 0o111 ? '100755' : '100644'} ${hash.digest('hex')}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : `unreadable ${code}`;
  }
}

/** git reads the paths line by line. */
function isKeepable(path: string, hash: string): boolean {
  return hash.startsWith('100') && !path.includes('\n');
}

function idOf(hash: string): string {
  return hash.split(' ')[1] ?? '';
}

async function presentText(path: string): Promise<{ text: string; isThere: boolean } | undefined> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return { text: '', isThere: false };
  if (!stat.isFile() || stat.size > MAX_DIFFED) return undefined;
  const text = await readFile(path, 'utf8');
  return isText(text) ? { text, isThere: true } : undefined;
}

function isText(content: string): boolean {
  return content.length <= MAX_DIFFED && !content.includes('\0');
}
