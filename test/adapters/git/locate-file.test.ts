// Specifies which paths of a commit can be opened: files that are in the work tree now, and nothing else.
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Git } from '../../../adapters/git/git-command.ts';
import { locateFile } from '../../../adapters/git/locate-file.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { tempDir } from '../../support/temp-dir.ts';

const GIT = new Git(UNRECORDED_PROCESSES);

function workTree(): string {
  const root = realpathSync(tempDir());
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  mkdirSync(join(root, 'sub'));
  return root;
}

it.each(['a.ts', '-rf', 'a b\n$(touch x).ts', '..hidden', 'sub/漢字'])('finds %j', async (path) => {
  const root = workTree();
  writeFileSync(join(root, path), '');
  expect(await locateFile(GIT, join(root, 'sub'), path)).toBe(join(root, path));
});

it.each([
  ['gone.ts', 'there is no file'],
  ['sub', 'there is no file'],
  ['bad-\uFFFD.ts', 'not UTF-8'],
  ['.git/config', 'leads out'],
  ['../outside', 'leads out'],
  ['link', 'leads out'],
])('refuses %j', async (path, words) => {
  const root = join(workTree(), 'inner');
  mkdirSync(join(root, 'sub'), { recursive: true });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  writeFileSync(join(root, '..', 'outside'), '');
  writeFileSync(join(root, 'bad-\uFFFD.ts'), '');
  symlinkSync('../outside', join(root, 'link'));
  await expect(locateFile(GIT, root, path)).rejects.toMatchObject({
    code: 'GIT',
    message: expect.stringContaining(words),
    remedy: expect.any(String),
  });
});

it('refuses a directory outside of a work tree', async () => {
  await expect(locateFile(GIT, tempDir(), 'a.ts')).rejects.toThrow('no git work tree');
});
