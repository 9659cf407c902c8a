// Checks a commit out into a throw-away work tree outside of the project, for a reviewer.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { ReviewedWork, ReviewTree, ReviewTrees } from '../../application/ports/review-tree.port.ts';
import { ConfigReader } from './config-reader.ts';
import { Git } from './git-command.ts';
import { GitGuard } from './git-guard.ts';
import { findRepository, type Repository } from './repository.ts';
import { reviewPrefix, TREE } from './review-tree-name.ts';
import { findStaleReviews, removeReview, temporaryDirectory } from './stale-review-trees.ts';
import type { GitState, GitWorkTreeOptions } from './work-tree-state.ts';

/** Commits that are described, and characters of the description. */
const COMMITS = 20;
const CHANGES_LENGTH = 16_000;
const NOBODY = [
  '-c',
  'user.name=iteratr',
  '-c',
  'user.email=iteratr@localhost',
  '-c',
  'commit.gpgSign=false',
];

export class GitReviewTrees implements ReviewTrees {
  readonly #git: Git;
  readonly #guard: GitGuard;

  constructor(private readonly options: Pick<GitWorkTreeOptions, 'cwd' | 'processes' | 'logger'>) {
    this.#git = new Git(options.processes);
    this.#guard = new GitGuard(new ConfigReader(this.#git));
  }

  async prepare(): Promise<void> {
    const { cwd, processes, logger } = this.options;
    try {
      const repository = await findRepository(this.#git, cwd);
      if (!repository) return;
      await this.#guard.check(repository.root);
      for (const stale of await findStaleReviews(this.#git, cwd, processes)) {
        await removeReview(this.#git, cwd, stale);
        logger.info('removed the work tree of a review by a dead build', { path: stale });
      }
    } catch (error) {
      logger.warn('could not remove the work trees of dead reviews', { error });
    }
  }

  async open({ commit, since, session, tasks }: ReviewedWork, signal: AbortSignal): Promise<ReviewTree> {
    const { cwd, processes } = this.options;
    const repository = await this.#repository();
    const directory = madeDirectory(reviewPrefix(processes));
    try {
      const reviewed = commit ?? (await this.#snapshot(repository, join(directory, 'index'), signal));
      const tree = join(directory, TREE);
      const { root } = repository;
      await this.#git.run(['worktree', 'add', '--quiet', '--detach', tree, reviewed], { cwd: root, signal });
      const place = join(tree, relative(root, realpathSync(cwd)));
      // A directory without committed files.
      if (!existsSync(place)) mkdirSync(place, { recursive: true });
      const base = (since as GitState | undefined)?.head ?? null;
      const changes = await this.#changes(root, { base, commit: reviewed, session, tasks });
      return { cwd: place, changes, close: () => this.#remove(directory) };
    } catch (error) {
      await this.#remove(directory);
      throw error;
    }
  }

  async #repository(): Promise<Repository> {
    const { cwd } = this.options;
    const repository = await findRepository(this.#git, cwd);
    if (!repository)
      throw new AdapterError('GIT', `a review needs git, and ${cwd} is not in a git repository`);
    const { comparing } = await this.#guard.check(repository.root);
    if (comparing.length === 0) return repository;
    const keys = comparing.join(', ');
    throw new AdapterError('GIT', `git was not run, its configuration changed during the run: ${keys}`);
  }

  /** Returns HEAD, or a commit of no branch that also has the uncommitted changes. */
  async #snapshot({ root, gitDir }: Repository, index: string, signal: AbortSignal): Promise<string> {
    const options = { cwd: root, env: { GIT_INDEX_FILE: index } };
    const head = await this.#git.try(['rev-parse', '--verify', '--quiet', 'HEAD'], options);
    const parent = head.ok ? head.stdout.trim() : undefined;
    const own = join(gitDir, 'index');
    // The index knows which files need not be read again.
    if (existsSync(own)) copyFileSync(own, index);
    await this.#git.run(['add', '--all', '--', '.'], { ...options, signal });
    const tree = (await this.#git.run(['write-tree'], options)).trim();
    if (parent !== undefined) {
      const same = await this.#git.run(['rev-parse', `${parent}^{tree}`], options);
      if (same.trim() === tree) return parent;
    }
    const parents = parent === undefined ? [] : ['-p', parent];
    const made = await this.#git.run(
      [...NOBODY, 'commit-tree', tree, ...parents, '-m', 'uncommitted'],
      options,
    );
    return made.trim();
  }

  /** Describes the commits since `base`, and the earlier ones of the tasks. */
  async #changes(
    root: string,
    {
      base,
      commit,
      session,
      tasks,
    }: { base: string | null; commit: string } & Pick<ReviewedWork, 'session' | 'tasks'>,
  ): Promise<string> {
    const format = ['--stat=100', '--stat-count=100', '--no-color', '--no-show-signature', '--no-ext-diff'];
    const log = async (...args: string[]): Promise<string> => {
      const all = ['log', `--max-count=${COMMITS}`, '--format=commit %h %s', ...format, ...args];
      const { ok, stdout } = await this.#git.try(all, { cwd: root });
      return ok ? stdout.trim() : '';
    };
    const latest = await log(...(base === null ? ['--max-count=1', commit] : [`${base}..${commit}`]));
    const ofSession = `^Iteratr-Session: ${session.replaceAll(/[.[\]*^$\\]/g, '\\$&')}$`;
    const blocks = [latest];
    for (const id of tasks) {
      const ofTask = ['--all-match', '--grep', ofSession, '--grep', `^Iteratr-Task: ${id}$`];
      const earlier = await log(...ofTask, base ?? `${commit}~1`, '--');
      if (earlier !== '') blocks.push(`earlier commits for ${id}:\n\n${earlier}`);
    }
    const text = blocks.filter(Boolean).join('\n\n');
    return text.length > CHANGES_LENGTH ? `${text.slice(0, CHANGES_LENGTH)}…` : text;
  }

  async #remove(directory: string): Promise<void> {
    try {
      await removeReview(this.#git, this.options.cwd, directory);
    } catch (error) {
      this.options.logger.warn('could not remove the work tree of a review', { path: directory, error });
    }
  }
}

function madeDirectory(prefix: string): string {
  try {
    return mkdtempSync(join(temporaryDirectory(), prefix));
  } catch (cause) {
    const { message } = cause as Error;
    throw new AdapterError('GIT', `no directory can be created for a review: ${message}`, { cause });
  }
}
