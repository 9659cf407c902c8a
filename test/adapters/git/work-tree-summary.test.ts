// Specifies what the status line says of a work tree, and that it runs nothing that the repository configures.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Git } from '../../../adapters/git/git-command.ts';
import { workTreeSummary } from '../../../adapters/git/work-tree-summary.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { tempDir } from '../../support/temp-dir.ts';

const GIT = new Git(UNRECORDED_PROCESSES);

function repository(): { cwd: string; git: (...args: string[]) => void } {
  const cwd = tempDir();
  const git = (...args: string[]) =>
    void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], {
      cwd,
      stdio: 'ignore',
    });
  git('init', '--quiet', '--initial-branch', 'main');
  writeFileSync(join(cwd, 'file'), 'first');
  git('add', '.');
  git('commit', '--quiet', '-m', 'First');
  return { cwd, git };
}

it('names the branch and the commit, and whether something is uncommitted', async () => {
  const { cwd } = repository();
  const clean = await workTreeSummary(GIT, cwd);
  expect(clean).toEqual({ branch: 'main', commit: expect.stringMatching(/^[0-9a-f]{7}$/), dirty: false });
  writeFileSync(join(cwd, 'file'), 'second');
  expect(await workTreeSummary(GIT, cwd)).toMatchObject({ dirty: true });
});

it('is null outside of a work tree', async () => {
  expect(await workTreeSummary(GIT, tempDir())).toBeNull();
});

it('runs no filter of the repository', async () => {
  const { cwd, git } = repository();
  writeFileSync(join(cwd, '.git', 'info', 'attributes'), '* filter=mine');
  git('config', 'filter.mine.clean', `touch ${join(cwd, 'ran')}; cat`);
  git('config', 'filter.mine.required', 'true');
  writeFileSync(join(cwd, 'file'), 'other');
  expect(await workTreeSummary(GIT, cwd)).toMatchObject({ dirty: true });
  expect(existsSync(join(cwd, 'ran'))).toBe(false);
});
