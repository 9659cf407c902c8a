// Reads the state of the work tree: the repository, what is uncommitted in it, and the repositories inside it.
import { join } from 'node:path';
import { AdapterError } from '../../application/errors.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Processes } from '../../application/ports/processes.port.ts';
import type { WorkTreeState } from '../../application/ports/work-tree.port.ts';
import { gitDirOf, gitRootOf } from '../data-dir/git-root.ts';
import { indexStamp } from './commit-index.ts';
import type { ConfigReader } from './config-reader.ts';
import type { Git } from './git-command.ts';
import type { GitGuard } from './git-guard.ts';
import type { Checkout } from './kept-state.ts';
import type { OwnOutput, PrintedLengths } from './own-output.ts';
import { findRepository, type Repository } from './repository.ts';
import { type RepositoryStatus, StatusReader, submodulesOf } from './repository-status.ts';
import { finishUnfinished } from './unfinished-commit.ts';

export interface GitWorkTreeOptions {
  readonly cwd: string;
  /** Absolute paths that are never committed and never count as changed. */
  readonly neverCommit: readonly string[];
  /** This program's own output, which is neither a change nor committed. */
  readonly ownOutput?: OwnOutput;
  readonly processes: Processes;
  readonly logger: Logger;
  /** What is known of git's configuration, by default nothing. */
  readonly gitConfig?: ConfigReader;
}

export interface GitState extends WorkTreeState, Checkout {
  /** When the capture began, in milliseconds since the epoch. */
  readonly at: number;
  /** The stamp of the index, if the user had staged nothing. */
  readonly cleanIndex?: string;
  /** Whether git reports nothing at all. */
  readonly isClean?: boolean;
  /** undefined outside of a repository. */
  readonly repository?: Repository;
  /** Files of the repository with this program's output. */
  readonly ownFiles: readonly string[];
  /** The repositories inside this one, by path relative to its root. */
  readonly nested: ReadonlyMap<string, Checkout>;
  /** How much this program had printed by then. */
  readonly printed: PrintedLengths;
  /** Why git could not report the state. */
  readonly problem?: string;
}

/** Repositories inside repositories that are looked into. */
const MAX_NESTED = 100;

export class StateReader {
  /** Cached once found: it does not move. While there is none, the agent may create it. */
  #repository: Repository | undefined;
  #isFirst = true;
  /** What `prepare` found. */
  #early: Promise<Repository | undefined> | undefined;
  readonly #readers = new Map<string, StatusReader>();

  constructor(
    private readonly git: Git,
    private readonly guard: GitGuard,
    private readonly ownOutput: OwnOutput,
    private readonly options: Pick<GitWorkTreeOptions, 'cwd' | 'neverCommit' | 'processes' | 'logger'>,
  ) {}

  /** The repository of the last `read`; undefined if there was none. */
  get repository(): Repository | undefined {
    return this.#repository;
  }

  /** Starts to ask git for what hardly changes, so that the next `read` asks less. That asks again what fails or has changed by then. */
  prepare(): void {
    this.#early = this.#look().catch(() => undefined);
  }

  /** Returns the repository; undefined if there is none, or if git does not say, which `read` reports. */
  async find(): Promise<Repository | undefined> {
    try {
      this.#repository ??= await this.#find();
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
    }
    return this.#repository;
  }

  /** Returns the state. Never throws for git: the state says what the problem is. */
  async read(): Promise<GitState> {
    const nothing = this.#nothing();
    try {
      this.#repository ??= await this.#find();
      if (!this.#repository) return nothing;
      const nested = new Map<string, Checkout>();
      const stamp = indexStamp(this.#repository.gitDir);
      const { isIndexClean, ownFiles, ...checkout } = await this.#read(this.#repository.root, '', nested);
      // Read this after the files, so that no file can contain more of the output.
      return {
        ...nothing,
        repository: this.#repository,
        nested,
        ...checkout,
        ownFiles,
        printed: this.ownOutput.lengths(),
        ...(isIndexClean && { cleanIndex: stamp }),
      };
    } catch (error) {
      if (!(error instanceof AdapterError)) throw error;
      this.#repository = undefined;
      this.options.logger.warn('git does not report the state of the work tree', { error });
      return { ...nothing, problem: error.message };
    } finally {
      this.#isFirst = false;
    }
  }

  /** Returns the state in which git reports nothing; undefined if the repository is not known, or may have others inside. */
  clean(head: string): GitState | undefined {
    const repository = this.#repository;
    if (!repository || submodulesOf(repository.root).length > 0) return undefined;
    return { ...this.#nothing(), head, repository, isClean: true, cleanIndex: indexStamp(repository.gitDir) };
  }

  #nothing() {
    return {
      kind: 'work-tree-state',
      at: performance.timeOrigin + performance.now(),
      head: null,
      dirty: new Map(),
      nested: new Map(),
      ownFiles: [],
      printed: this.ownOutput.lengths(),
    } as const;
  }

  async #find(): Promise<Repository | undefined> {
    const early = await this.#early;
    this.#early = undefined;
    const repository =
      early && this.#isStill(early) ? early : await findRepository(this.git, this.options.cwd);
    if (!repository) return undefined;
    await finishUnfinished(this.git, repository, this.options.processes).catch((error: unknown) => {
      this.options.logger.warn('could not finish the commit of a killed build', { error });
    });
    return repository;
  }

  async #look(): Promise<Repository | undefined> {
    const repository = await findRepository(this.git, this.options.cwd);
    if (repository) await this.guard.prepare(repository.root);
    return repository;
  }

  #isStill({ root, gitDir }: Repository): boolean {
    return gitRootOf(this.options.cwd) === root && gitDirOf(root) === gitDir;
  }

  /** Reads a repository and, into `nested`, those inside it. Throws `AdapterError` `GIT` also if git would run what the agent wrote. */
  async #read(
    root: string,
    prefix: string,
    nested: Map<string, Checkout>,
  ): Promise<Omit<RepositoryStatus, 'nested'>> {
    const { comparing } = await this.guard.check(root, { began: !this.#isFirst });
    if (comparing.length > 0) {
      throw new AdapterError(
        'GIT',
        `git was not run in ${root}, its configuration changed during the run: ${comparing.join(', ')}`,
      );
    }
    const { nested: inside, ...checkout } = await this.#reader(root).read();
    for (const path of inside) {
      if (nested.size >= MAX_NESTED) break;
      const key = `${prefix}${path}`;
      nested.set(key, { head: null, dirty: new Map() });
      try {
        nested.set(key, await this.#read(join(root, path), `${key}/`, nested));
      } catch (error) {
        if (!(error instanceof AdapterError)) throw error;
        this.options.logger.warn('git does not report the state of a repository inside the repository', {
          path: key,
          error,
        });
      }
    }
    return checkout;
  }

  #reader(root: string): StatusReader {
    let reader = this.#readers.get(root);
    if (!reader) {
      reader = new StatusReader(this.git, root, this.options.neverCommit, this.ownOutput);
      this.#readers.set(root, reader);
    }
    return reader;
  }
}
