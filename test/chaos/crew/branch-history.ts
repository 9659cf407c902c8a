// What git knows at the end of a chaos run of several workers: the merges, the check on every commit, and what is left behind.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../support/program.ts';
import { CHECK, fileOf } from './crew-work.ts';
import type { Repository } from './repository.ts';

/** The merges of tasks on the branch, as `TAS-1 <commit>`, the newest first. */
export function landedOn(repository: Repository, branch: string): string[] {
  const format = '--format=%H %(trailers:key=Iteratr-Task,valueonly,separator=%x20)';
  const log = repository.git('log', '--first-parent', format, branch);
  return log.split('\n').flatMap((line) => {
    const [commit = '', ...tasks] = line.trim().split(' ');
    return tasks.map((task) => `${task} ${commit}`);
  });
}

/**
 * Runs the check on every first-parent commit of the branch. Returns those that are red, with what the check says.
 * `directory`: is made for it, and removed.
 */
export function redCommits(repository: Repository, branch: string, directory: string): string[] {
  const commits = repository.git('rev-list', '--first-parent', '--reverse', branch).trim().split('\n');
  const red = commits.flatMap((commit) => {
    mkdirSync(directory);
    try {
      execFileSync('tar', ['-x', '-C', directory], { input: repository.archive(commit) });
      execFileSync('sh', ['-c', CHECK], { cwd: directory, encoding: 'utf8', stdio: 'pipe' });
      return [];
    } catch (error) {
      return [`${commit}: ${(error as { stdout?: string }).stdout || error}`];
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
  return red;
}

/** The tasks whose file is not in the newest commit. */
export function missingFiles(repository: Repository, branch: string, tasks: readonly string[]): string[] {
  const files = new Set(repository.git('ls-tree', '-r', '--name-only', branch).split('\n'));
  return tasks.filter((task) => !files.has(fileOf(task)));
}

/** What was pushed beside `main` and the branch of the session, and what a clone has merged that the remote lacks. */
export function notShared(repository: Repository, branch: string, clones: readonly Program[]): string[] {
  const refs = repository.git('for-each-ref', '--format=%(refname:short)').trim().split('\n');
  const pushed = new Set(repository.git('rev-list', branch).split('\n'));
  const ahead = clones.flatMap((clone) => {
    const commits = clone.git('rev-list', '--first-parent', branch).trim().split('\n');
    return commits.filter((commit) => !pushed.has(commit)).map((commit) => `${clone.workTree}: ${commit}`);
  });
  return [...refs.filter((ref) => ref !== 'main' && ref !== branch), ...ahead];
}

/** Lock files of git, and work trees without work that is not merged. */
export async function leftBehind(program: Program, env: Readonly<Record<string, string>>): Promise<string[]> {
  const locks = readdirSync(join(program.workTree, '.git'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.lock'),
  );
  const { stdout } = await program.run(['worktrees', '--prune', '--json'], { env });
  const { left } = JSON.parse(stdout) as {
    left: readonly { branch: string; unmerged: number; uncommitted: number; isInUse: boolean }[];
  };
  const idle = left.filter(({ unmerged, uncommitted, isInUse }) => isInUse || unmerged + uncommitted === 0);
  const paths = program
    .git('worktree', 'list', '--porcelain')
    .split('\n')
    .filter((line) => line.startsWith('worktree ') || line.startsWith('prunable'));
  const known =
    paths.length - 1 - new Set(left.map((one) => (one as { path?: string }).path).filter(Boolean)).size;
  return [...locks, ...idle.map(({ branch }) => branch), ...(known === 0 ? [] : paths)];
}
