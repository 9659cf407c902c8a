// Specifies with the real git that an iteration's commit is exactly what the iteration changed, whatever the repository is like.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GitWorkTree } from '../../../adapters/git/git-work-tree.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { workTreeContract } from '../../contracts/work-tree.contract.ts';
import { SILENT } from '../../support/harness.ts';
import { processesOf } from '../../support/processes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const MESSAGE = 'The subject\n\nThe body\n# no comment\n\nTrailer: yes';

const never = new AbortController().signal;

let base: string;
let root: string;

beforeEach(() => {
  base = tempDir();
  root = join(base, 'tree');
  mkdirSync(root);
  vi.stubEnv('HOME', base);
  vi.stubEnv('XDG_CONFIG_HOME', base);
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  vi.stubEnv('GIT_CONFIG_GLOBAL', join(base, 'gitconfig'));
  writeFileSync(
    join(base, 'gitconfig'),
    '[user]\nname = Test\nemail = test@example.org\n[init]\ndefaultBranch = main\n',
  );
});

afterEach(() => void vi.unstubAllEnvs());

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function write(path: string, content = path): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** A repository with a commit of these files. */
function repository(...files: string[]): void {
  git('init', '--quiet');
  write('README', 'read me');
  for (const file of files) write(file, `first ${file}`);
  git('add', '.');
  git('commit', '--quiet', '-m', 'First');
}

function workTree(cwd = root, neverCommit: readonly string[] = []): GitWorkTree {
  return new GitWorkTree({ cwd, neverCommit, processes: UNRECORDED_PROCESSES, logger: SILENT });
}

/** What an iteration that does `work` leads to. */
async function iteration(work: () => void, tree = workTree(), signal = never) {
  const since = await tree.capture();
  work();
  const changed = await tree.changedSince(since);
  return { changed, commit: await tree.commitSince(since, MESSAGE, signal) };
}

function committedFiles(commit = 'HEAD'): string[] {
  const names = git(
    'diff-tree',
    '--root',
    '--no-commit-id',
    '--name-status',
    '--no-renames',
    '-r',
    '-z',
    commit,
  );
  const parts = names.split('\0').filter(Boolean);
  return parts.flatMap((part, index) => (index % 2 === 0 ? [`${part} ${parts[index + 1]}`] : []));
}

workTreeContract(() => {
  repository();
  let version = 0;
  return { tree: workTree(), change: (path) => write(path, `version ${++version}`) };
});

describe('what is committed', () => {
  it('new, modified, deleted, renamed files, a mode and links, and the message as it is', async () => {
    repository('modified', 'deleted', 'renamed', 'script', 'target', 'dir/gone');
    const { changed, commit } = await iteration(() => {
      write('new/file');
      write('modified', 'second');
      rmSync(join(root, 'deleted'));
      renameSync(join(root, 'renamed'), join(root, 'other'));
      chmodSync(join(root, 'script'), 0o755);
      symlinkSync('target', join(root, 'link'));
      rmSync(join(root, 'dir'), { recursive: true });
      write('dir', 'a file where a folder was');
    });
    const files = [
      'deleted',
      'dir',
      'dir/gone',
      'link',
      'modified',
      'new/file',
      'other',
      'renamed',
      'script',
    ];
    expect(changed).toEqual(files);
    expect(commit).toEqual({ type: 'committed', commit: git('rev-parse', 'HEAD').trim(), files });
    expect(committedFiles()).toEqual([
      'D deleted',
      'A dir',
      'D dir/gone',
      'A link',
      'M modified',
      'A new/file',
      'A other',
      'D renamed',
      'M script',
    ]);
    expect(git('ls-tree', 'HEAD', 'link', 'script')).toMatch(/^120000.*link\n100755.*script\n$/);
    expect(git('log', '-1', '--format=%B').trim()).toBe(MESSAGE);
    expect(git('status', '--porcelain')).toBe('');
  });

  it('files of any name', async () => {
    repository();
    const names = [
      ' a b ',
      '-dash',
      ':(top)colon',
      '*.glob',
      'line\nbreak',
      'tab\t"quote"',
      'ü ☃ 日本',
      '\\back',
    ];
    const { changed, commit } = await iteration(() => {
      for (const name of names) write(name);
      write('globbed.glob');
    });
    expect(new Set(changed)).toEqual(new Set([...names, 'globbed.glob']));
    expect(commit).toMatchObject({ type: 'committed' });
    expect(git('status', '--porcelain')).toBe('');
  });

  // Other systems do not take such a name.
  it.runIf(process.platform === 'linux')('files whose names are not UTF-8', async () => {
    repository();
    const name = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x61, 0xff, 0xfe])]);
    writeFileSync(name, 'before');
    const untouched = await iteration(() => write('other'));
    expect(untouched.changed).toEqual(['other']);
    expect(untouched.commit).toMatchObject({ type: 'committed', files: ['other'] });
    const { changed, commit } = await iteration(() => writeFileSync(name, 'after'));
    expect(changed).toEqual(['a\ufffd\ufffd']);
    expect(commit).toMatchObject({ type: 'committed', files: ['a\ufffd\ufffd'] });
    expect(git('ls-tree', '--name-only', 'HEAD')).toContain('"a\\377\\376"');
    expect(git('status', '--porcelain')).toBe('');
  });

  it('not what was changed before and left alone, which stays staged or unstaged as it was', async () => {
    repository('staged', 'unstaged', 'both');
    write('staged', 'staged');
    write('new-staged');
    write('both', 'staged');
    git('add', 'staged', 'new-staged', 'both');
    write('both', 'and more');
    write('unstaged', 'unstaged');
    write('untracked');
    const before = git('status', '--porcelain');
    const { changed, commit } = await iteration(() => write('mine'));
    expect(changed).toEqual(['mine']);
    expect(commit).toMatchObject({ type: 'committed', files: ['mine'] });
    expect(committedFiles()).toEqual(['A mine']);
    expect(git('status', '--porcelain')).toBe(before);
    expect(git('show', ':both')).toBe('staged');
  });

  it('a file that was changed before, when it is changed again', async () => {
    repository('file');
    write('file', 'by the user');
    const { commit } = await iteration(() => write('file', 'by the agent'));
    expect(commit).toMatchObject({ type: 'committed', files: ['file'] });
    expect(git('show', 'HEAD:file')).toBe('by the agent');
  });

  it('not what was put back as it was', async () => {
    repository('file');
    const { changed, commit } = await iteration(() => {
      write('file', 'changed');
      write('file', 'first file');
    });
    expect(changed).toEqual([]);
    expect(commit).toEqual({ type: 'clean', commit: null });
  });

  it('never the data directory and the log file, also where a link leads to them', async () => {
    repository();
    symlinkSync(root, join(base, 'link'));
    const never = [join(base, 'link', '.iteratr'), join(root, 'iteratr.log')];
    const { changed, commit } = await iteration(
      () => {
        write('.iteratr/jetstream/data');
        write('iteratr.log');
        write('.iteratr-not');
      },
      workTree(root, never),
    );
    expect(changed).toEqual(['.iteratr-not']);
    expect(commit).toMatchObject({ files: ['.iteratr-not'] });
  });

  it('not what is ignored', async () => {
    repository();
    write('.gitignore', '*.log\n');
    const { changed } = await iteration(() => write('a.log'));
    expect(changed).toEqual([]);
  });

  it('nothing, when the agent has committed by itself; its newest commit is told', async () => {
    repository();
    const { changed, commit } = await iteration(() => {
      write('mine');
      git('add', '.');
      git('commit', '--quiet', '-m', 'By the agent');
    });
    expect(changed).toEqual(['mine']);
    expect(commit).toEqual({ type: 'clean', commit: git('rev-parse', 'HEAD').trim() });
    expect(git('log', '-1', '--format=%s').trim()).toBe('By the agent');
  });

  it('the rest, when the agent has committed a part', async () => {
    repository();
    const { changed, commit } = await iteration(() => {
      write('one');
      git('add', '.');
      git('commit', '--quiet', '-m', 'By the agent');
      write('two');
    });
    expect(changed).toEqual(['one', 'two']);
    expect(commit).toMatchObject({ type: 'committed', files: ['two'] });
  });

  it('what the agent staged, also when it staged a removal', async () => {
    repository('gone', 'kept');
    const { commit } = await iteration(() => {
      git('rm', '--quiet', 'gone');
      git('rm', '--quiet', '--cached', 'kept');
      write('new');
      git('add', 'new');
    });
    expect(commit).toMatchObject({ type: 'committed', files: ['gone', 'new'] });
    expect(committedFiles()).toEqual(['D gone', 'A new']);
  });
});

describe('where it is committed', () => {
  it('before the first commit', async () => {
    git('init', '--quiet');
    write('old');
    const { changed, commit } = await iteration(() => write('new'));
    expect(changed).toEqual(['new']);
    expect(commit).toMatchObject({ type: 'committed', files: ['new'] });
    expect(git('status', '--porcelain').trim()).toBe('?? old');
  });

  it('in a repository that the agent has made', async () => {
    write('old');
    const { changed, commit } = await iteration(() => {
      git('init', '--quiet');
      write('new');
    });
    expect(changed).toEqual(['new', 'old']);
    expect(commit).toMatchObject({ type: 'committed', files: ['new', 'old'] });
  });

  it('from a folder of the repository, the whole of it', async () => {
    repository('sub/file');
    const { changed, commit } = await iteration(
      () => {
        write('sub/file', 'changed');
        write('outside');
      },
      workTree(join(root, 'sub')),
    );
    expect(changed).toEqual(['outside', 'sub/file']);
    expect(commit).toMatchObject({ type: 'committed', files: ['outside', 'sub/file'] });
    expect(git('status', '--porcelain')).toBe('');
  });

  it('in a linked work tree', async () => {
    repository();
    git('worktree', 'add', '--quiet', join(base, 'linked'), '-b', 'other');
    root = join(base, 'linked');
    const { commit } = await iteration(() => write('new'));
    expect(commit).toMatchObject({ type: 'committed', files: ['new'] });
    expect(git('status', '--porcelain')).toBe('');
  });

  it('not inside of a repository in the repository', async () => {
    repository();
    const inner = join(root, 'inner');
    mkdirSync(inner);
    execFileSync('git', ['init', '--quiet'], { cwd: inner });
    const { changed, commit } = await iteration(() => {
      write('inner/file');
      write('outer');
    });
    expect(changed).toEqual(['outer']);
    expect(commit).toMatchObject({ files: ['outer'] });
  });

  it('with hooks that change and add files', async () => {
    repository();
    hook('pre-commit', 'echo formatted > mine && git add mine');
    const { commit } = await iteration(() => write('mine', 'unformatted'));
    expect(commit).toMatchObject({ type: 'committed', files: ['mine'] });
    expect(git('show', 'HEAD:mine')).toBe('formatted\n');
    expect(git('status', '--porcelain')).toBe('');
  });
});

function hook(name: string, script: string): void {
  mkdirSync(join(root, '.git', 'hooks'), { recursive: true });
  writeFileSync(join(root, '.git', 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

describe('when it cannot be committed, the reason is told and nothing is changed', () => {
  async function skipped(work = () => write('mine')): Promise<string> {
    const head = execFileSync('sh', ['-c', 'git rev-parse HEAD 2>/dev/null || true'], {
      cwd: root,
      encoding: 'utf8',
    });
    const staged = git('diff', '--cached', '--name-only');
    const { changed, commit } = await iteration(work);
    expect(changed).toContain('mine');
    expect(commit.type).toBe('skipped');
    expect(git('diff', '--cached', '--name-only')).toBe(staged);
    expect(
      execFileSync('sh', ['-c', 'git rev-parse HEAD 2>/dev/null || true'], { cwd: root, encoding: 'utf8' }),
    ).toBe(head);
    expect(existsSync(join(root, 'mine'))).toBe(true);
    expect(readdirSync(join(root, '.git')).filter((name) => name.startsWith('iteratr'))).toEqual([]);
    return commit.type === 'skipped' ? commit.reason : '';
  }

  it('HEAD is detached', async () => {
    repository();
    git('checkout', '--quiet', '--detach');
    expect(await skipped()).toBe('HEAD is detached; check out a branch');
  });

  it('a merge is in progress', async () => {
    repository('file');
    git('checkout', '--quiet', '-b', 'other');
    write('file', 'other');
    git('commit', '--quiet', '-am', 'Other');
    git('checkout', '--quiet', 'main');
    write('file', 'main');
    git('commit', '--quiet', '-am', 'Main');
    expect(() => git('merge', '--quiet', 'other')).toThrow();
    expect(await skipped()).toBe('a merge is in progress; finish or abort it');
    expect(git('status', '--porcelain')).toContain('UU file');
  });

  it('git has no identity', async () => {
    repository();
    git('config', 'user.useConfigOnly', 'true');
    writeFileSync(join(base, 'gitconfig'), '');
    expect(await skipped()).toBe('git has no identity; set user.name and user.email with `git config`');
  });

  it('a hook refuses', async () => {
    repository();
    write('staged');
    git('add', 'staged');
    hook('pre-commit', 'echo checking >&2; echo "tests fail" >&2; exit 1');
    expect(await skipped()).toBe('git commit failed: tests fail');
  });

  it('the index is locked', async () => {
    repository();
    writeFileSync(join(root, '.git', 'index.lock'), '');
    expect(await skipped()).toMatch(/^the index is locked \(.*index\.lock\); end the other git process/);
  });
});

it('the end of the run ends a hook of the repository, with what it started, and nothing is committed', async () => {
  repository();
  hook('pre-commit', 'echo > ../runs; sleep 300 & wait');
  const interrupted = new AbortController();
  const running = iteration(() => write('mine'), workTree(), interrupted.signal);
  await waitFor('the hook', () => existsSync(join(base, 'runs')));
  const left = () => processesOf(base).filter(({ command }) => command.startsWith('sleep 300'));
  await waitFor('what it starts', () => left().length === 1);
  interrupted.abort();
  expect((await running).commit).toEqual({ type: 'skipped', reason: 'git commit was interrupted' });
  expect(left()).toEqual([]);
  expect(git('log', '--format=%s').trim()).toBe('First');
  expect(git('status', '--porcelain').trim()).toBe('?? mine');
  expect(readdirSync(join(root, '.git')).filter((name) => /iteratr|lock/.test(name))).toEqual([]);
});

it('a message that looks like a comment is committed as it is, whatever is configured', async () => {
  repository();
  git('config', 'commit.cleanup', 'strip');
  const tree = workTree();
  const since = await tree.capture();
  write('mine');
  const result = await tree.commitSince(since, '#12 is done\n\n# a heading', never);
  expect(result).toMatchObject({ type: 'committed' });
  expect(git('log', '-1', '--format=%B').trim()).toBe('#12 is done\n\n# a heading');
});

describe('without a repository', () => {
  it('nothing counts as changed, and the reason is told', async () => {
    const { changed, commit } = await iteration(() => write('mine'));
    expect(changed).toEqual([]);
    expect(commit).toEqual({ type: 'skipped', reason: `${root} is not in a git repository` });
  });

  it('nor without git', async () => {
    repository();
    vi.stubEnv('PATH', join(base, 'nothing'));
    const { changed, commit } = await iteration(() => write('mine'));
    expect(changed).toEqual([]);
    expect(commit).toMatchObject({ type: 'skipped', reason: expect.stringContaining('git') });
  });

  it('a repository that goes away meanwhile is no failure', async () => {
    repository();
    const { changed, commit } = await iteration(() => rmSync(join(root, '.git'), { recursive: true }));
    expect(changed).toEqual([]);
    expect(commit.type).toBe('skipped');
  });
});
