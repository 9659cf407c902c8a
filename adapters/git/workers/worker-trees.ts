// Creates and finds the work trees of workers, below a directory outside of the project.
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { AdapterError } from '../../../application/errors.ts';
import type { WorkerTree, WorkerTrees } from '../../../application/ports/worker-tree.port.ts';
import type { WorkerName } from '../../../domain/worker/worker.ts';
import { entryAt } from '../../data-dir/own-path.ts';
import { isOurs } from '../../data-dir/owner.ts';
import { ConfigReader } from '../config-reader.ts';
import { Git } from '../git-command.ts';
import { GitGuard } from '../git-guard.ts';
import { findRepository, type Repository } from '../repository.ts';
import { copyUntracked } from './copy-untracked.ts';
import type { GitSessionBranchOptions } from './open-branch.ts';
import { requireSameConfig } from './same-config.ts';
import { isAbandoned, lockTree, treesOf } from './tree-lock.ts';
import { asideName, repositoryFolder, sessionFolder } from './tree-place.ts';
import { fullOr, requireTreeRoom } from './tree-room.ts';
import { GitWorkerTree } from './worker-tree.ts';

export interface GitWorkerTreesOptions extends GitSessionBranchOptions {
  /** Absolute path of the directory for all work trees. */
  readonly directory: string;
  /** Globs of untracked files that a new work tree gets copies of, relative to the top directory. */
  readonly copy: readonly string[];
}

export class GitWorkerTrees implements WorkerTrees {
  readonly #git: Git;
  readonly #guard: GitGuard;
  #found: Promise<Repository> | undefined;

  constructor(private readonly options: GitWorkerTreesOptions) {
    this.#git = new Git(options.processes);
    this.#guard = new GitGuard(options.gitConfig ?? new ConfigReader(this.#git));
  }

  async prepare(): Promise<void> {
    try {
      await this.#guard.check((await this.#repository()).root);
    } catch (error) {
      this.options.logger.warn('the configuration of git was not read', { error });
    }
  }

  async open(worker: WorkerName, commit: string, signal: AbortSignal): Promise<WorkerTree> {
    const { cwd, session, logger, processes, neverCommit } = this.options;
    const { root: home } = await this.#repository();
    const path = await this.#pathOf(worker);
    const isKnown = await this.#isTree(path);
    if (!isKnown) await this.#create(path, commit, signal);
    const root = realpathSync(path);
    const gitDir = (await this.#git.run(['rev-parse', '--absolute-git-dir'], { cwd: root })).trim();
    const tree = new GitWorkerTree({
      ...{ git: this.#git, guard: this.#guard, logger, session, worker, home, root, gitDir },
      cwd: join(root, relative(realpathSync(home), realpathSync(cwd))),
      isNew: !isKnown,
      neverCommit: neverCommit.map((path) => relative(home, path)).filter((path) => !path.startsWith('..')),
    });
    await lockTree(this.#git, home, root, processes);
    if (isKnown) await tree.keepUnfinished(new Set());
    else await copyUntracked(this.#git, { ...this.options, from: home, to: root });
    // A directory without committed files.
    mkdirSync(tree.cwd, { recursive: true });
    return tree;
  }

  async isAbandoned(worker: WorkerName, joinedAt: string): Promise<boolean> {
    try {
      const { root: home } = await this.#repository();
      const path = await this.#pathOf(worker);
      if (!entryAt(path)) return false;
      const known = (await treesOf(this.#git, home)).find((tree) => tree.path === realpathSync(path));
      if (known === undefined || !isAbandoned(known, this.options.processes)) return false;
      const gitDir = (await this.#git.run(['rev-parse', '--absolute-git-dir'], { cwd: path })).trim();
      return statSync(join(gitDir, 'locked')).mtimeMs >= Date.parse(joinedAt);
    } catch (error) {
      this.options.logger.debug('the work tree of a worker was not looked at', { worker, error });
      return false;
    }
  }

  async #create(path: string, commit: string, signal: AbortSignal): Promise<void> {
    const { root } = await this.#repository();
    await requireSameConfig(this.#guard, root, ['comparing']);
    requireTreeRoom(dirname(path));
    setAside(path, this.options.logger);
    // By force, because git may still know, and have locked, a directory that is gone.
    const force = ['--force', '--force'];
    const args = ['-c', 'submodule.recurse=false', 'worktree', 'add', '--quiet', ...force, '--detach', path];
    try {
      await this.#git.run([...args, commit], { cwd: root, signal });
    } catch (error) {
      const problem = fullOr(error, dirname(path));
      await this.#git.try(['worktree', 'remove', ...force, path], { cwd: root });
      rmSync(path, { recursive: true, force: true });
      throw problem;
    }
  }

  /** Whether git knows the directory as a work tree of this repository that can be used. */
  async #isTree(path: string): Promise<boolean> {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    const [own, theirs] = await Promise.all(
      [(await this.#repository()).root, path].map((cwd) =>
        this.#git.try(['rev-parse', '--path-format=absolute', '--git-common-dir', '--show-toplevel'], {
          cwd,
        }),
      ),
    );
    if (!own?.ok || !theirs?.ok) return false;
    const [common] = own.stdout.split('\n');
    const [itsCommon, top = ''] = theirs.stdout.split('\n');
    return itsCommon === common && top === realpathSync(path);
  }

  async #pathOf(worker: WorkerName): Promise<string> {
    const { directory, session } = this.options;
    const { root } = await this.#repository();
    const shown = await this.#git.run(['rev-parse', '--path-format=absolute', '--git-common-dir'], {
      cwd: root,
    });
    const common = realpathSync(shown.trim());
    const names = [repositoryFolder(common), sessionFolder(session)];
    return join(privateDirectory(directory, names), worker);
  }

  /** It does not move. */
  #repository(): Promise<Repository> {
    this.#found ??= this.#find().catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }

  async #find(): Promise<Repository> {
    const { cwd } = this.options;
    const found = await findRepository(this.#git, cwd);
    if (!found) throw new AdapterError('GIT', `${cwd} is not in a git repository`);
    return found;
  }
}

/** Creates directories below `directory` that only the user may enter. Throws `AdapterError` `GIT` for what is a link or another user's. */
function privateDirectory(directory: string, names: readonly string[]): string {
  let path = directory;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    path = realpathSync(directory);
    for (const name of ['', ...names]) {
      path = join(path, name);
      if (!entryAt(path)) mkdirSync(path, { mode: 0o700 });
      const stat = lstatSync(path);
      if (!stat.isDirectory() || !isOurs(stat.uid)) throw new Error(`${path} is not a directory of yours`);
      if ((stat.mode & 0o077) !== 0 && name !== '') chmodSync(path, 0o700);
    }
    return path;
  } catch (cause) {
    const problem = `no directory for work trees of workers: ${(cause as Error).message}`;
    throw new AdapterError('GIT', problem, { cause, remedy: 'set another with worktrees_dir' });
  }
}

/** Makes room at the path: what is there and is no work tree is kept under another name. */
function setAside(path: string, logger: GitWorkerTreesOptions['logger']): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat || (stat.isDirectory() && readdirSync(path).length === 0)) return;
  for (let number = 1; ; number++) {
    const other = asideName(path, number);
    if (lstatSync(other, { throwIfNoEntry: false })) continue;
    renameSync(path, other);
    logger.warn('a directory that git does not know as a work tree was put aside', { path, other });
    return;
  }
}
