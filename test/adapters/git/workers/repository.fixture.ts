// A repository with one commit for tests of workers, and helpers for the real git.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import type { GitSessionBranchOptions } from '../../../../adapters/git/workers/open-branch.ts';
import { GitSessionBranch } from '../../../../adapters/git/workers/session-branch.ts';
import { GitWorkerTrees } from '../../../../adapters/git/workers/worker-trees.ts';
import { UNRECORDED_PROCESSES } from '../../../../adapters/process/system-processes.ts';
import type { BegunBranch } from '../../../../application/ports/session-branch.port.ts';
import type { WorkerTree } from '../../../../application/ports/worker-tree.port.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { workerName } from '../../../../domain/worker/worker.ts';
import { SILENT } from '../../../support/harness.ts';
import { tempDir } from '../../../support/temp-dir.ts';

export const NEVER = new AbortController().signal;
const DEMO = sessionName('demo');

const IDENTITY = '[user]\nname = Test\nemail = test@example.org\n';

export class TestRepository {
  readonly root: string;

  private constructor(
    readonly base: string,
    folder: string,
  ) {
    this.root = join(base, folder);
  }

  static create({ identity = true, folder = 'my prøject' } = {}): TestRepository {
    const base = tempDir();
    const settings = join(base, 'gitconfig');
    vi.stubEnv('HOME', base);
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
    vi.stubEnv('GIT_CONFIG_GLOBAL', settings);
    const useConfigOnly = identity ? '' : '[user]\nuseConfigOnly = true\n';
    writeFileSync(settings, `${identity ? IDENTITY : useConfigOnly}[init]\ndefaultBranch = main\n`);
    const repository = new TestRepository(base, folder);
    mkdirSync(repository.root);
    repository.git('init', '--quiet');
    return repository;
  }

  /** Creates one with a commit of README, `sub/code` and `.gitignore`, which ignores `ignored/` and `.env`. */
  static withCommit(options: { identity?: boolean; folder?: string } = {}): TestRepository {
    const repository = TestRepository.create(options);
    repository.write('README', 'read me\n');
    repository.write('sub/code', 'one\ntwo\nthree\n');
    repository.write('.gitignore', 'ignored/\n.env\n');
    repository.commit('First');
    return repository;
  }

  /** A clone of `origin` beside it. */
  clone(origin: string, folder: string): TestRepository {
    const repository = new TestRepository(this.base, folder);
    execFileSync('git', ['clone', '--quiet', origin, repository.root], { stdio: 'pipe' });
    return repository;
  }

  git(...args: string[]): string {
    return gitIn(this.root, ...args);
  }

  write(path: string, content: string): void {
    writeIn(this.root, path, content);
  }

  commit(message: string): string {
    return commitIn(this.root, message);
  }

  branch(options: Partial<GitSessionBranchOptions> = {}): GitSessionBranch {
    return new GitSessionBranch({
      ...{ session: DEMO, cwd: this.root, neverCommit: [join(this.root, '.iteratr')] },
      ...{ processes: UNRECORDED_PROCESSES, logger: SILENT },
      ...options,
    });
  }

  begin(branch: GitSessionBranch, { includeDirty = false } = {}): Promise<BegunBranch> {
    return branch.begin({ known: null, includeDirty, signal: NEVER });
  }

  /** Lets git move all branches and commits into packs, as it does at times by itself. */
  pack(): void {
    this.git('pack-refs', '--all');
    this.git('repack', '--quiet', '-a', '-d');
  }

  trees({
    copy = [] as readonly string[],
    cwd = this.root,
    logger = SILENT,
    session = DEMO,
    neverCommit = [join(this.root, '.iteratr')],
  } = {}): GitWorkerTrees {
    return new GitWorkerTrees({
      ...{ session, cwd, copy, logger, processes: UNRECORDED_PROCESSES },
      neverCommit,
      directory: join(this.base, 'trees'),
    });
  }

  open(number = 1, trees = this.trees()): Promise<WorkerTree> {
    return trees.open(workerName(number), this.git('rev-parse', 'main'), NEVER);
  }

  /** All that the user can see of the work tree and the branches, except those of sessions and workers. */
  visible(): unknown {
    const refs = this.git('for-each-ref', '--format=%(refname) %(objectname)');
    return {
      status: this.git('status', '--porcelain', '--ignored'),
      staged: this.git('diff', '--cached'),
      unstaged: this.git('diff'),
      refs: refs.split('\n').filter((ref) => !ref.includes('refs/heads/iteratr')),
      head: this.git('rev-parse', '--abbrev-ref', 'HEAD'),
      temporary: readdirSync(join(this.root, '.git')).filter((name) => /lock$|^iteratr/.test(name)),
    };
  }
}

export function gitIn(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}

export function writeIn(root: string, path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

export function commitIn(root: string, message: string): string {
  gitIn(root, 'add', '--all');
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  gitIn(root, ...author, 'commit', '--quiet', '--allow-empty', '-m', message);
  return gitIn(root, 'rev-parse', 'HEAD');
}

/** Returns the message of a merge that lands a task. */
export function landing(task: number, iteration = task): string {
  return `Do ${task}\n\nIteratr-Session: demo\nIteratr-Iteration: ${iteration}\nIteratr-Task: TAS-${task}`;
}

/** Notes the command of every git that is started from now on. */
export function startedGits(): string[] {
  const started: string[] = [];
  const run = UNRECORDED_PROCESSES.run.bind(UNRECORDED_PROCESSES);
  vi.spyOn(UNRECORDED_PROCESSES, 'run').mockImplementation((command, options) => {
    const name = command.args.find((arg, at, all) => arg !== '-c' && all[at - 1] !== '-c');
    if (name !== undefined) started.push(name);
    return run(command, options);
  });
  return started;
}
