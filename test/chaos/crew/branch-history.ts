// What git knows at the end of a chaos run of several workers: the merges, the check on every commit, and what is left behind.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../../support/program.ts';
import { CHECK, fileOf } from './crew-work.ts';

/** The merges of tasks on the branch, as `TAS-1 <commit>`, the newest first. */
export function landedOn(program: Program, branch: string): string[] {
  const format = '--format=%H %(trailers:key=Iteratr-Task,valueonly,separator=%x20)';
  const log = program.git('log', '--first-parent', format, branch);
  return log.split('\n').flatMap((line) => {
    const [commit = '', ...tasks] = line.trim().split(' ');
    return tasks.map((task) => `${task} ${commit}`);
  });
}

/** Runs the check on every first-parent commit of the branch. Returns those that are red, with what the check says. */
export function redCommits(program: Program, branch: string): string[] {
  const directory = join(program.base, 'check');
  const commits = program.git('rev-list', '--first-parent', '--reverse', branch).trim().split('\n');
  const red = commits.flatMap((commit) => {
    mkdirSync(directory);
    try {
      const archive = execFileSync('git', ['archive', commit], { cwd: program.workTree, env: program.env });
      execFileSync('tar', ['-x', '-C', directory], { input: archive });
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
export function missingFiles(program: Program, branch: string, tasks: readonly string[]): string[] {
  const files = new Set(program.git('ls-tree', '-r', '--name-only', branch).split('\n'));
  return tasks.filter((task) => !files.has(fileOf(task)));
}

/** Lock files of git, and work trees without work that is not merged. */
export async function leftBehind(program: Program): Promise<string[]> {
  const locks = readdirSync(join(program.workTree, '.git'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.lock'),
  );
  const { stdout } = await program.run(['worktrees', '--prune', '--json']);
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
