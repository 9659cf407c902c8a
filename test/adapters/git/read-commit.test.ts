// Specifies what is read of a commit: any kind of commit, in a bounded size, and without running anything.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Git } from '../../../adapters/git/git-command.ts';
import { readCommit } from '../../../adapters/git/read-commit.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { tempDir } from '../../support/temp-dir.ts';

const GIT = new Git(UNRECORDED_PROCESSES);

interface Work {
  readonly cwd: string;
  readonly git: (...args: string[]) => string;
  readonly write: (path: string | Buffer, text: string | Buffer) => void;
  /** Commits everything and returns the commit. */
  readonly commit: (message: string) => string;
}

function work(): Work {
  const cwd = tempDir();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { cwd, encoding: 'utf8' });
  git('init', '--quiet', '--initial-branch', 'main');
  const write: Work['write'] = (path, text) =>
    writeFileSync(Buffer.concat([Buffer.from(`${cwd}/`), Buffer.from(path)]), text);
  const commit: Work['commit'] = (message) => {
    git('add', '--all');
    git('commit', '--quiet', '-m', message);
    return git('rev-parse', 'HEAD').trim();
  };
  return { cwd, git, write, commit };
}

const LINES = Array.from({ length: 20 }, (_, n) => `line ${n + 1}\n`).join('');

it('the first commit adds everything', async () => {
  const { cwd, write, commit } = work();
  write('a.txt', 'one\ntwo\n');
  expect(await readCommit(GIT, cwd, commit('First\n\nwith a body'))).toEqual({
    subject: 'First',
    files: [
      { path: 'a.txt', from: null, lines: { added: 2, removed: 0 }, hunks: '@@ -0,0 +1,2 @@\n+one\n+two\n' },
    ],
    filesLeftOut: 0,
  });
});

it('changes, renames, deletions, binary files and modes', async () => {
  const { cwd, git, write, commit } = work();
  write('changed.txt', LINES);
  write('old name.txt', LINES);
  write('gone.txt', 'x\n');
  write('tool', '#!/bin/sh\n');
  commit('First');
  write('changed.txt', LINES.replace('line 9\n', 'diff --git a/x b/x\n'));
  renameSync(join(cwd, 'old name.txt'), join(cwd, 'new name.txt'));
  rmSync(join(cwd, 'gone.txt'));
  write('picture', Buffer.from([0, 1, 2, 255]));
  git('update-index', '--chmod=+x', 'tool');
  git('config', 'core.fileMode', 'false');
  const { files } = await readCommit(GIT, cwd, commit('Second'));
  expect(files.map(({ path, from, lines }) => [path, from, lines])).toEqual([
    ['changed.txt', null, { added: 1, removed: 1 }],
    ['gone.txt', null, { added: 0, removed: 1 }],
    ['new name.txt', 'old name.txt', { added: 0, removed: 0 }],
    ['picture', null, null],
    ['tool', null, { added: 0, removed: 0 }],
  ]);
  expect(files[0]?.hunks).toContain('\n-line 9\n+diff --git a/x b/x\n');
  expect(files.slice(2).map(({ hunks }) => hunks)).toEqual(['', '', '']);
});

it('a merge is compared with its first parent', async () => {
  const { cwd, git, write, commit } = work();
  write('base', 'x\n');
  commit('Base');
  git('checkout', '--quiet', '-b', 'side');
  write('side.txt', 'side\n');
  commit('Side');
  git('checkout', '--quiet', 'main');
  write('main.txt', 'main\n');
  commit('Main');
  git('merge', '--quiet', '--no-ff', '-m', 'Merge side', 'side');
  const read = await readCommit(GIT, cwd, git('rev-parse', 'HEAD').trim());
  expect([read.subject, read.files.map(({ path }) => path)]).toEqual(['Merge side', ['side.txt']]);
});

it('names and texts that are not UTF-8, and names with a line end', async () => {
  const { cwd, write, commit } = work();
  write(Buffer.from([0x66, 0xff, 0x2e, 0x74]), Buffer.from([0xe9, 0x0a]));
  write('two\nlines', 'ä\n');
  const { files } = await readCommit(GIT, cwd, commit('Names'));
  expect(files.map(({ path }) => path)).toEqual(['f\ufffd.t', 'two\nlines']);
  expect(files.map(({ hunks }) => hunks.split('\n')[1])).toEqual(['+\ufffd', '+ä']);
});

it('from a folder of the work tree, with a short name of the commit', async () => {
  const { cwd, write, commit } = work();
  mkdirSync(join(cwd, 'sub'));
  write('a.txt', 'one\n');
  write('sub/b.txt', 'two\n');
  const { files } = await readCommit(GIT, join(cwd, 'sub'), commit('First').slice(0, 8));
  expect(files.map(({ path }) => path)).toEqual(['a.txt', 'sub/b.txt']);
});

it('what is too large is listed without its diff', async () => {
  const { cwd, write, commit } = work();
  write('long.txt', `${'x'.repeat(300_000)}\n`);
  write('short.txt', 'x\n');
  const long = await readCommit(GIT, cwd, commit('Long'));
  expect(long.files.map(({ hunks }) => hunks !== '')).toEqual([false, true]);
  write('many.txt', 'x\n'.repeat(30_000));
  const many = await readCommit(GIT, cwd, commit('Many'));
  expect(many.files).toMatchObject([{ lines: { added: 30_000 }, hunks: '' }]);
});

it('runs nothing that the repository configures', async () => {
  const { cwd, git, write, commit } = work();
  write('.gitattributes', '* diff=evil filter=evil\n');
  write('a.txt', 'one\n');
  const first = commit('First');
  const touch = `touch ${join(cwd, 'ran')}`;
  for (const key of [
    'diff.external',
    'diff.evil.command',
    'diff.evil.textconv',
    'filter.evil.smudge',
    'gpg.program',
  ])
    git('config', key, touch);
  git('config', 'log.showSignature', 'true');
  git('config', 'diff.noprefix', 'true');
  const { files } = await readCommit(GIT, cwd, first);
  expect(files.map(({ hunks }) => hunks !== '')).toEqual([true, true]);
  expect(existsSync(join(cwd, 'ran'))).toBe(false);
});

it.each(['0123456789abcdef', 'HEAD', '--output=x', '', 'main'])('%j is no commit', async (name) => {
  const { cwd, write, commit } = work();
  write('a.txt', 'one\n');
  commit('First');
  await expect(readCommit(GIT, cwd, name)).rejects.toMatchObject({ code: 'GIT', remedy: expect.any(String) });
});
