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
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GitWorkTree } from '../../../adapters/git/git-work-tree.ts';
import { OwnOutput } from '../../../adapters/git/own-output.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { workTreeContract } from '../../contracts/work-tree.contract.ts';
import { SILENT } from '../../support/harness.ts';
import { processesOf } from '../../support/processes.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { waitFor } from '../../support/wait-for.ts';

const MESSAGE = 'The subject\n\nThe body\n# no comment\n\nTrailer: yes';

const INNER = 'inner is a repository inside the repository: its changes are not committed';

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

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

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

/** Lets so much time pass that what was written before has an older time than what is written after. */
function laterTime(): Promise<void> {
  return sleep(50);
}

/** What an iteration that does `work` leads to. */
async function iteration(work: () => void, tree = workTree(), signal = never) {
  const since = await tree.capture();
  work();
  const { files: changed } = await tree.changedSince(since);
  return { changed, commit: await tree.commitSince(since, MESSAGE, new Set(), signal) };
}

async function captured() {
  const tree = workTree();
  return { tree, since: await tree.capture() };
}

/** A repository with the submodule `inner`, which has one file. */
function withSubmodule(): void {
  const origin = join(base, 'origin');
  mkdirSync(origin);
  execFileSync('git', ['init', '--quiet'], { cwd: origin });
  writeFileSync(join(origin, 'file'), 'first');
  execFileSync('git', ['add', '.'], { cwd: origin });
  execFileSync('git', ['commit', '--quiet', '-m', 'First'], { cwd: origin });
  repository();
  git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', origin, 'inner');
  git('commit', '--quiet', '-m', 'A submodule');
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
  return {
    tree: workTree(),
    change: (path) => write(path, `version ${++version}`),
    head: () => git('rev-parse', 'HEAD').trim(),
  };
});

it('does not say without looking what a work tree is in that it does not know, or that has submodules', async () => {
  repository();
  const head = git('rev-parse', 'HEAD').trim();
  const tree = workTree();
  expect(tree.cleanState(head)).toBeUndefined();
  await tree.capture();
  expect(tree.cleanState(head)).toBeDefined();
  write('.gitmodules', '[submodule "inner"]\npath = inner\n');
  expect(tree.cleanState(head)).toBeUndefined();
});

it('lets git tidy up the repository after some commits, not after each', async () => {
  repository('a');
  const tree = workTree();
  const run = vi.spyOn(UNRECORDED_PROCESSES, 'run');
  for (let number = 1; number <= 20; number++) {
    const since = await tree.capture();
    write('a', `${number}`);
    await tree.commitSince(since, MESSAGE, new Set(), never);
  }
  const commits = run.mock.calls.filter(([{ args }]) => args.includes('commit'));
  run.mockRestore();
  const isLate = commits.map(([{ args }]) => args.includes('maintenance.auto=false'));
  expect(isLate).toEqual([...Array.from({ length: 19 }, () => true), false]);
});

it('is clean only if git reports nothing, also of what is never committed', async () => {
  repository('a');
  writeFileSync(join(root, '.git/info/exclude'), 'ignored\n');
  write('ignored');
  const tree = workTree(root, [join(root, 'own')]);
  expect(tree.isClean(await tree.capture())).toBe(true);
  for (const path of ['own', 'new', 'a']) {
    write(path, 'changed');
    expect(tree.isClean(await tree.capture())).toBe(false);
    git('stash', '--quiet', '--include-untracked');
  }
  mkdirSync(join(root, 'inner'));
  execFileSync('git', ['init', '--quiet'], { cwd: join(root, 'inner') });
  expect(tree.isClean(await tree.capture())).toBe(false);
  expect(workTree(base).isClean(await workTree(base).capture())).toBe(false);
});

it('takes a state that was just captured for the one now', async () => {
  repository('a', 'b');
  const tree = workTree();
  const since = await tree.capture();
  write('a', 'changed');
  const now = await tree.capture();
  const run = vi.spyOn(UNRECORDED_PROCESSES, 'run');
  expect((await tree.changedSince(since, now)).files).toEqual(['a']);
  write('b', 'late');
  const result = await tree.commitSince(since, MESSAGE, new Set(), never, now);
  const looks = run.mock.calls.filter(([{ args }]) => args.includes('status'));
  run.mockRestore();
  expect(looks).toEqual([]);
  expect(result).toMatchObject({ type: 'committed', files: ['a'] });
  expect(await tree.commitSince(since, MESSAGE, new Set(), never)).toMatchObject({ files: ['b'] });
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
    expect(commit).toEqual({
      type: 'committed',
      commit: git('rev-parse', 'HEAD').trim(),
      files,
      warnings: [],
    });
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
    expect(commit).toEqual({ type: 'clean', commit: null, warnings: [] });
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
    expect(commit).toEqual({ type: 'clean', commit: git('rev-parse', 'HEAD').trim(), warnings: [] });
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
    expect(changed).toEqual(['inner/file', 'outer']);
    expect(commit).toMatchObject({ files: ['outer'], warnings: [INNER] });
  });

  it('not inside of one that the agent makes, and it is progress', async () => {
    repository();
    const { tree, since } = await captured();
    git('init', '--quiet', 'inner');
    write('inner/file');
    expect(await tree.changedSince(since)).toEqual({ files: ['inner/file'], progress: true });
    expect(await tree.commitSince(since, MESSAGE, new Set(), never)).toEqual({
      type: 'clean',
      commit: null,
      warnings: [INNER],
    });
  });

  it('of a submodule which commit is checked out, and its other changes are named', async () => {
    withSubmodule();
    const { changed, commit } = await iteration(() => {
      write('inner/committed');
      git('-C', 'inner', 'add', '.');
      git('-C', 'inner', 'commit', '--quiet', '-m', 'Inside');
      write('inner/left');
    });
    expect(changed).toEqual(['inner', 'inner/committed', 'inner/left']);
    expect(commit).toMatchObject({ type: 'committed', files: ['inner'], warnings: [INNER] });
    expect(git('ls-tree', 'HEAD', 'inner')).toContain(git('-C', 'inner', 'rev-parse', 'HEAD').trim());
    expect(git('status', '--porcelain', '--ignore-submodules=dirty')).toBe('');
  });

  it('nothing of a submodule in which only files changed, and they are progress', async () => {
    withSubmodule();
    const { tree, since } = await captured();
    write('inner/file', 'changed');
    expect(await tree.changedSince(since)).toEqual({ files: ['inner/file'], progress: true });
    expect(await tree.commitSince(since, MESSAGE, new Set(), never)).toMatchObject({
      type: 'clean',
      warnings: [INNER],
    });
  });

  it('a link where a directory was', async () => {
    repository('dir/a', 'dir/b', 'elsewhere/a');
    const { changed, commit } = await iteration(() => {
      rmSync(join(root, 'dir'), { recursive: true });
      symlinkSync('elsewhere', join(root, 'dir'));
    });
    expect(changed).toEqual(['dir', 'dir/a', 'dir/b']);
    expect(commit).toMatchObject({ type: 'committed', files: ['dir', 'dir/a', 'dir/b'], warnings: [] });
    expect(git('status', '--porcelain')).toBe('');
  });

  it('everything but the paths that git does not take, which are named', async () => {
    repository();
    git('config', 'filter.broken.clean', 'false');
    git('config', 'filter.broken.required', 'true');
    const { commit } = await iteration(() => {
      write('.gitattributes', '*.bad filter=broken');
      for (const path of ['a', 'b.bad', 'c', 'd', 'e.bad']) write(path);
    });
    expect(commit).toMatchObject({ type: 'committed', files: ['.gitattributes', 'a', 'c', 'd'] });
    const { warnings } = commit.type === 'committed' ? commit : expect.fail('nothing was committed');
    expect(warnings).toEqual([
      expect.stringMatching(/^b\.bad was left out of the commit: .*filter 'broken' failed/s),
      expect.stringMatching(/^e\.bad was left out of the commit: /),
    ]);
  });

  it('with hooks that change and add files', async () => {
    repository();
    hook('pre-commit', 'echo formatted > mine && git add mine');
    const { commit } = await iteration(() => write('mine', 'unformatted'));
    expect(commit).toMatchObject({ type: 'committed', files: ['mine'] });
    expect(git('show', 'HEAD:mine')).toBe('formatted\n');
    expect(git('status', '--porcelain')).toBe('');
  });

  it('while the user stages something, which stays staged', async () => {
    repository();
    write('theirs');
    hook('pre-commit', 'env -u GIT_INDEX_FILE git add theirs');
    const tree = workTree();
    const since = await tree.capture();
    write('mine');
    const commit = await tree.commitSince(since, MESSAGE, new Set(), never);
    expect(commit).toMatchObject({ type: 'committed', files: ['mine'] });
    expect(git('status', '--porcelain')).toBe('A  theirs\n');
  });

  it('while another process holds the lock of the index, which stays', async () => {
    repository();
    hook('post-commit', 'env -u GIT_INDEX_FILE sh -c "cp .git/index .git/index.lock"');
    await iteration(() => write('mine'));
    expect(existsSync(join(root, '.git', 'index.lock'))).toBe(true);
    expect(git('show', 'HEAD:mine')).toBe('mine');
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
    expect(await skipped()).toBe('git commit failed: checking\ntests fail');
  });

  it('the index is locked', async () => {
    repository();
    writeFileSync(join(root, '.git', 'index.lock'), '');
    expect(await skipped()).toMatch(/^the index is locked \(.*index\.lock\); end the other git process/);
  });
});

it.each<[string, () => void, boolean]>([
  ['nothing runs with it', () => {}, false],
  ['there is only a sample of a hook', () => hook('pre-commit.sample', 'exit 1'), false],
  ['there is a hook', () => hook('post-commit', 'exit'), true],
  [
    'its hooks cannot be read',
    () => {
      rmSync(join(root, '.git', 'hooks'), { recursive: true, force: true });
      symlinkSync('hooks', join(root, '.git', 'hooks'));
    },
    true,
  ],
  ['there may be a program that signs', () => git('config', 'commit.gpgSign', 'false'), true],
])('supervises a commit only if it runs something: %s', async (_, prepare, isSupervised) => {
  repository();
  prepare();
  const run = vi.spyOn(UNRECORDED_PROCESSES, 'run');
  const { commit } = await iteration(() => write('new', 'new'));
  expect(commit).toMatchObject({ type: 'committed', files: ['new'] });
  const commits = run.mock.calls.filter(([{ args }]) => args.includes('commit'));
  expect(commits.map(([, { supervised = false }]) => supervised)).toEqual([isSupervised]);
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
  const result = await tree.commitSince(since, '#12 is done\n\n# a heading', new Set(), never);
  expect(result).toMatchObject({ type: 'committed' });
  expect(git('log', '-1', '--format=%B').trim()).toBe('#12 is done\n\n# a heading');
});

describe('without a repository', () => {
  it('what was written counts as changed, and the reason is told', async () => {
    write('before');
    await laterTime();
    const { changed, commit } = await iteration(() => write('mine'));
    expect(changed).toEqual(['mine']);
    expect(commit).toEqual({ type: 'skipped', reason: `${root} is not in a git repository` });
  });

  it('nor without git', async () => {
    repository();
    await laterTime();
    vi.stubEnv('PATH', join(base, 'nothing'));
    const { changed, commit } = await iteration(() => write('mine'));
    expect(changed).toEqual(['mine']);
    expect(commit).toMatchObject({ type: 'skipped', reason: expect.stringContaining('git') });
  });

  it('a repository that goes away meanwhile is no failure', async () => {
    repository();
    const { changed, commit } = await iteration(() => rmSync(join(root, '.git'), { recursive: true }));
    expect(changed).toEqual([]);
    expect(commit.type).toBe('skipped');
  });
});

describe('what the agent left for git to run', () => {
  const ran = () => existsSync(join(base, 'ran'));
  const run = () => `touch ${join(base, 'ran')}`;

  it.each([
    ['a new hook', [], () => hook('pre-commit', run()), 'pre-commit'],
    ['a changed hook', ['pre-commit'], () => hook('pre-commit', run()), 'pre-commit'],
    [
      'another directory of hooks',
      [],
      () => {
        write('hooks/post-commit', `#!/bin/sh\n${run()}`);
        chmodSync(join(root, 'hooks/post-commit'), 0o755);
        git('config', 'core.hooksPath', join(root, 'hooks'));
      },
      'post-commit',
    ],
    ['a hook of the index', [], () => hook('post-index-change', run()), 'post-index-change'],
    ['a hook of references', [], () => hook('reference-transaction', run()), 'reference-transaction'],
  ])('%s is not run, and named', async (_, hooks, work, name) => {
    repository();
    for (const path of hooks) hook(path, 'exit 0');
    const { commit } = await iteration(() => {
      work();
      write('mine');
    });
    expect(ran()).toBe(false);
    expect(commit).toMatchObject({
      type: 'committed',
      warnings: [`git ran no hooks, because these changed during the run: ${name}`],
    });
  });

  it.each([
    [
      'a filter',
      () => {
        write('.git/info/attributes', '* filter=mine');
        git('config', 'filter.mine.clean', `${run()}; cat`);
      },
      /git was not run in .*: filter\.mine\.clean$/,
    ],
    ['a monitor', () => git('config', 'core.fsmonitor', `${run()}; false`), /core\.fsmonitor$/],
    [
      'a program for signatures',
      () => {
        git('config', 'commit.gpgSign', 'true');
        git('config', 'gpg.program', `${run()}; false`);
      },
      /gpg\.program$/,
    ],
    ['another work tree', () => git('config', 'core.worktree', base), /core\.worktree$|not a git repository/],
  ])('%s is not run: nothing is committed', async (_, work, reason) => {
    repository('mine');
    const { commit } = await iteration(() => {
      write('mine', 'changed');
      work();
    });
    expect(ran()).toBe(false);
    expect(commit).toEqual({ type: 'skipped', reason: expect.stringMatching(reason) });
  });

  it('a filter in a new repository inside the repository is not run', async () => {
    repository();
    await iteration(() => {
      git('init', '--quiet', 'inner');
      write('inner/file');
      git('-C', 'inner', 'add', '.');
      write('inner/.git/info/attributes', '* filter=mine');
      git('-C', 'inner', 'config', 'filter.mine.clean', `${run()}; cat`);
      write('inner/file', 'changed');
    });
    expect(ran()).toBe(false);
  });

  it("the user's own filters and hooks run", async () => {
    repository();
    git('config', 'filter.upper.clean', 'tr a-z A-Z');
    write('.gitattributes', '* filter=upper');
    hook('pre-commit', run());
    const { commit } = await iteration(() => write('mine', 'text'));
    expect(commit).toMatchObject({ type: 'committed', files: ['mine'], warnings: [] });
    expect(git('show', 'HEAD:mine')).toBe('TEXT');
    expect(ran()).toBe(true);
  });
});

describe('progress', () => {
  it('is a change of an ignored file', async () => {
    repository();
    write('.git/info/exclude', 'build/');
    write('build/before');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { tree, since } = await captured();
    expect(await tree.changedSince(since)).toEqual({ files: [], progress: false });
    write('build/out');
    expect(await tree.changedSince(since)).toEqual({ files: [], progress: true });
  });

  it('is a commit without a change of files', async () => {
    repository();
    const { tree, since } = await captured();
    git('commit', '--quiet', '--allow-empty', '-m', 'Empty');
    expect(await tree.changedSince(since)).toEqual({ files: [], progress: true });
  });

  it('is a commit in a repository that is ignored', async () => {
    repository();
    write('.git/info/exclude', 'inner/');
    git('init', '--quiet', 'inner');
    const { tree, since } = await captured();
    git('-C', 'inner', 'commit', '--quiet', '--allow-empty', '-m', 'Empty');
    expect(await tree.changedSince(since)).toEqual({ files: [], progress: true });
  });

  it('is no change in a cache, of the data directory, or of the log', async () => {
    write('log');
    const ownOutput = new OwnOutput();
    ownOutput.addFile(join(root, 'log'));
    const tree = new GitWorkTree({
      cwd: root,
      neverCommit: [join(root, '.iteratr')],
      ownOutput,
      processes: UNRECORDED_PROCESSES,
      logger: SILENT,
    });
    const since = await tree.capture();
    write('node_modules/x/y');
    write('.iteratr/jetstream/1');
    write('log', 'more');
    expect(await tree.changedSince(since)).toEqual({ files: [], progress: false });
  });
});

describe('what a killed run left uncommitted', () => {
  const session = sessionName('demo');

  /** A run that is killed while it works; `log` is the file of its output. */
  async function killed(work: () => void, log = 'build.log'): Promise<void> {
    const ownOutput = new OwnOutput();
    write(log, 'log\n');
    ownOutput.addFile(join(root, log));
    const options = {
      cwd: root,
      neverCommit: [],
      ownOutput,
      processes: UNRECORDED_PROCESSES,
      logger: SILENT,
    };
    const tree = new GitWorkTree(options);
    await tree.keep(session, await tree.capture());
    work();
    write(log, 'log\nmore\n');
  }

  async function resumed() {
    const tree = workTree();
    const since = (await tree.kept(session)) ?? expect.fail('nothing was kept');
    return tree.commitSince(since, MESSAGE, new Set(), never);
  }

  it("is committed by the next, without the user's files and the log", async () => {
    repository('of-the-user');
    write('of-the-user', 'changed');
    await killed(() => write('half/done'));
    expect(await resumed()).toMatchObject({ type: 'committed', files: ['half/done'] });
  });

  it('is not committed again if the user has committed it', async () => {
    repository();
    await killed(() => write('half-done'));
    git('add', 'half-done');
    git('commit', '--quiet', '-m', 'By hand');
    expect(await resumed()).toMatchObject({ type: 'clean' });
  });

  it("counts as the user's if the record is damaged", async () => {
    repository();
    await killed(() => write('half-done'));
    const [record = ''] = readdirSync(join(root, '.git')).filter((name) => name.startsWith('iteratr-'));
    writeFileSync(join(root, '.git', record), '{"v": 1, "at": 1');
    expect(await workTree().kept(session)).toBeUndefined();
  });
});

it('tells why git refuses a repository, in its own words', async () => {
  repository();
  await laterTime();
  vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
  const { changed, commit } = await iteration(() => write('mine'));
  expect(changed).toEqual(['mine']);
  expect(commit).toEqual({
    type: 'skipped',
    reason: expect.stringMatching(
      /detected dubious ownership.*\n.*\n.*git config --global --add safe\.directory/s,
    ),
  });
});

it('commits nothing on a full disk, and everything when there is room', async () => {
  repository('small', 'large');
  const { tree, since } = await captured();
  write('small', 'second');
  write('large', 'second');
  // A disk that still has room for the small file.
  const path = process.env.PATH ?? '';
  const bin = join(base, 'bin');
  mkdirSync(bin);
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const script = `#!/bin/sh
case "$*" in
*update-index*--add*)
  paths=$(tr '\\000' '\\n')
  case "$paths" in *large*) echo 'error: unable to write file .git/objects/x: No space left on device' >&2; exit 128 ;; esac
  printf '%s\\000' "$paths" | exec '${real}' "$@" ;;
esac
exec '${real}' "$@"
`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${path}`);
  expect(await tree.commitSince(since, MESSAGE, new Set(), never)).toEqual({
    type: 'skipped',
    reason: expect.stringMatching(
      /^the disk is full \(.*No space left.*\); the next commit includes the changes; make room$/,
    ),
  });
  vi.stubEnv('PATH', path);
  expect(await tree.commitSince(since, MESSAGE, new Set(), never)).toMatchObject({
    type: 'committed',
    files: ['large', 'small'],
  });
});
