// Specifies that a change of git's configuration is noticed wherever it is made, although unchanged files are not read by git again.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConfigReader } from '../../../adapters/git/config-reader.ts';
import { Git } from '../../../adapters/git/git-command.ts';
import { GitGuard } from '../../../adapters/git/git-guard.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const FILTER = '[filter "mine"]\nclean = ./mine\n';

let base: string;
let root: string;
let reads: number;
let guard: GitGuard;

beforeEach(() => {
  base = tempDir();
  root = join(base, 'tree');
  vi.stubEnv('HOME', base);
  vi.stubEnv('XDG_CONFIG_HOME', join(base, 'xdg'));
  vi.stubEnv('GIT_CONFIG_GLOBAL', undefined);
  mkdirSync(root);
  git('init', '--quiet');
  reads = 0;
  const run: typeof UNRECORDED_PROCESSES.run = (command, options) => {
    if (command.args.includes('--get-regexp')) reads += 1;
    return UNRECORDED_PROCESSES.run(command, options);
  };
  guard = new GitGuard(new ConfigReader(new Git({ run })));
});

afterEach(() => void vi.unstubAllEnvs());

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}

async function comparing(tree = root): Promise<readonly string[]> {
  return (await guard.check(root, { tree })).comparing;
}

/** Checks until a check needs no git, because the files are old enough to be trusted. */
async function settled(tree = root): Promise<void> {
  await waitFor('a check without git', async () => {
    const before = reads;
    await comparing(tree);
    return reads === before;
  });
}

it.each([
  ['.git/config', () => join(root, '.git', 'config')],
  ["the user's file", () => join(base, '.gitconfig')],
  ["the user's other file", () => join(base, 'xdg', 'git', 'config')],
])('notices a filter in %s after checks that needed no git', async (_, file) => {
  await settled();
  mkdirSync(join(file(), '..'), { recursive: true });
  writeFileSync(file(), FILTER, { flag: 'a' });
  expect(await comparing()).toEqual(['filter.mine.clean']);
});

it('notices what applies to one work tree only, and a work tree that leads elsewhere', async () => {
  git('-c', 'user.name=n', '-c', 'user.email=e', 'commit', '--quiet', '--allow-empty', '-m', 'First');
  git('config', 'extensions.worktreeConfig', 'true');
  const tree = join(base, 'other');
  git('worktree', 'add', '--quiet', tree);
  await settled();
  await settled(tree);
  writeFileSync(join(root, '.git', 'worktrees', 'other', 'config.worktree'), FILTER);
  expect(await comparing(tree)).toEqual(['filter.mine.clean']);
  expect(await comparing()).toEqual([]);

  rmSync(join(root, '.git', 'worktrees', 'other', 'config.worktree'));
  await settled(tree);
  execFileSync('git', ['init', '--quiet', '--separate-git-dir', join(base, 'theirs'), join(base, 'new')]);
  writeFileSync(join(base, 'theirs', 'config'), FILTER, { flag: 'a' });
  writeFileSync(join(tree, '.git'), `gitdir: ${join(base, 'theirs')}\n`);
  expect(await comparing(tree)).toEqual(['filter.mine.clean']);
});

it('lets git read a configuration with included files every time', async () => {
  git('config', 'include.path', join(base, 'more'));
  const younger = join(base, 'younger');
  execFileSync('git', ['init', '--quiet', younger]);
  await settled(younger);
  expect(await comparing()).toEqual([]);
  writeFileSync(join(base, 'more'), FILTER);
  expect(await comparing()).toEqual(['filter.mine.clean']);
});
