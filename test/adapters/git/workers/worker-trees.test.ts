// Specifies the work trees of workers with the real git: begun again for each task, without losing what is not merged.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Merged, WorkerTree } from '../../../../application/ports/worker-tree.port.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { taskId } from '../../../../domain/task/task.ts';
import { workerName } from '../../../../domain/worker/worker.ts';
import { SILENT } from '../../../support/harness.ts';
import { commitIn, gitIn, NEVER, startedGits, TestRepository, writeIn } from './repository.fixture.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** No check has written anything. */
const NOTHING: ReadonlySet<string> = new Set();

function workBranches(repository: TestRepository): string[] {
  const refs = repository.git('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/iteratr-work');
  return refs === '' ? [] : refs.split('\n');
}

/** Gives the tree up as a killed process does: without closing it, and with a lock of nobody. */
function abandon(repository: TestRepository, tree: WorkerTree): void {
  repository.git('worktree', 'unlock', tree.root);
}

it('counts as abandoned only if the worker itself has opened it, not another one of its name before', async () => {
  const repository = TestRepository.withCommit();
  const before = new Date(Date.now() - 60_000).toISOString();
  const after = new Date(Date.now() + 60_000).toISOString();
  const tree = await repository.open();
  const isAbandoned = (joinedAt: string) => repository.trees().isAbandoned(workerName(1), joinedAt);
  expect(await isAbandoned(before)).toBe(false);
  abandon(repository, tree);
  repository.git('worktree', 'lock', '--reason', 'iteratr 4194305 long ago', tree.root);
  expect(await isAbandoned(before)).toBe(true);
  expect(await isAbandoned(after)).toBe(false);
});

describe('opening', () => {
  it('creates a private work tree outside of the project, and leaves the user’s alone', async () => {
    const repository = TestRepository.withCommit();
    const before = repository.visible();
    const tree = await repository.open();
    expect(tree).toMatchObject({ isNew: true, cwd: tree.root });
    expect(tree.root.startsWith(join(repository.base, 'trees/'))).toBe(true);
    expect(readFileSync(join(tree.root, 'README'), 'utf8')).toBe('read me\n');
    for (let path = tree.root; path !== repository.base; path = join(path, '..')) {
      if (path !== tree.root) expect(statSync(path).mode & 0o077).toBe(0);
    }
    expect(repository.visible()).toEqual(before);
  });

  it('works in the folder in which the command was started, and with names of any script', async () => {
    const repository = TestRepository.withCommit({ folder: 'a b ü 名' });
    mkdirSync(join(repository.root, 'empty folder'));
    for (const folder of ['sub', 'empty folder']) {
      const trees = repository.trees({ cwd: join(repository.root, folder), session: sessionName('名前') });
      const tree = await trees.open(workerName(1), repository.git('rev-parse', 'main'), NEVER);
      expect(tree.cwd).toBe(join(tree.root, folder));
      await tree.begin(taskId(1), repository.git('rev-parse', 'main'));
      expect(existsSync(tree.cwd)).toBe(true);
      await tree.close(repository.git('rev-parse', 'main'), NOTHING);
    }
  });

  it('uses the one of an earlier run again, and commits to its branch what that left', async () => {
    const repository = TestRepository.withCommit();
    const first = await repository.open();
    await first.begin(taskId(1), await first.head());
    writeIn(first.root, 'ignored/installed', 'kept');
    writeIn(first.root, 'README', 'unfinished\n');
    writeIn(first.root, 'new ünd.txt', 'unfinished');
    abandon(repository, first);
    const again = await repository.open();
    expect(again).toMatchObject({ isNew: false, root: first.root, branch: 'iteratr-work/demo/w1-TAS-1' });
    expect(existsSync(join(again.root, 'ignored/installed'))).toBe(true);
    await again.begin(taskId(1), repository.git('rev-parse', 'main'));
    expect(again.branch).toBe('iteratr-work/demo/w1-TAS-1-2');
    expect(existsSync(join(again.root, 'new ünd.txt'))).toBe(false);
    const kept = 'iteratr-work/demo/w1-TAS-1';
    expect(repository.git('log', '-1', '--format=%s', kept)).toBe('Unfinished work of w1');
    expect(repository.git('show', `${kept}:new ünd.txt`)).toBe('unfinished');
    expect(repository.git('show', `${kept}:README`)).toBe('unfinished');
  });

  it('keeps a half-resolved merge of an earlier run, with both parents', async () => {
    const { repository, tree, theirs } = await inConflict();
    writeIn(tree.root, 'README', 'half resolved\n');
    abandon(repository, tree);
    const again = await repository.open();
    expect(gitIn(again.root, 'show', 'HEAD:README')).toBe('half resolved');
    expect(gitIn(again.root, 'log', '-1', '--format=%P')).toContain(theirs);
  });

  it('removes the lock of a killed git', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    await tree.begin(taskId(1), await tree.head());
    writeFileSync(join(gitIn(tree.root, 'rev-parse', '--absolute-git-dir'), 'index.lock'), '');
    await tree.begin(taskId(2), await tree.head());
    expect(tree.branch).toBe('iteratr-work/demo/w1-TAS-2');
  });

  it('puts aside a directory that is no work tree, and replaces one that is gone', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    await tree.begin(taskId(1), await tree.head());
    writeIn(tree.root, 'a', 'a');
    const work = commitIn(tree.root, 'Work');
    rmSync(join(tree.root, '.git'));
    const next = await repository.open();
    expect(next.isNew).toBe(true);
    expect(readFileSync(`${tree.root}.old-1/a`, 'utf8')).toBe('a');
    rmSync(next.root, { recursive: true });
    expect((await repository.open()).isNew).toBe(true);
    expect(repository.git('rev-parse', 'iteratr-work/demo/w1-TAS-1')).toBe(work);
  });

  it('refuses a directory for work trees that leads elsewhere', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    const folder = join(tree.root, '..');
    await tree.close(await tree.head(), NOTHING);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(repository.base, 'elsewhere'));
    symlinkSync(join(repository.base, 'elsewhere'), folder);
    await expect(repository.open()).rejects.toThrow(/is not a directory of yours/);
  });

  it('leaves nothing behind when it fails or is interrupted', async () => {
    const repository = TestRepository.withCommit();
    const trees = repository.trees();
    await expect(trees.open(workerName(1), 'f'.repeat(40), NEVER)).rejects.toThrow(/git worktree/);
    await expect(trees.open(workerName(1), 'main', AbortSignal.abort())).rejects.toThrow(/interrupted/);
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it('does not run a filter that an agent has configured during the run', async () => {
    const repository = TestRepository.withCommit();
    const trees = repository.trees();
    await trees.prepare();
    const tree = await repository.open(1, trees);
    await tree.begin(taskId(1), await tree.head());
    const ran = join(repository.base, 'ran');
    repository.git('config', 'extensions.worktreeConfig', 'true');
    gitIn(tree.root, 'config', '--worktree', 'filter.mine.smudge', `touch '${ran}'; cat`);
    await expect(tree.begin(taskId(2), await tree.head())).rejects.toThrow(/filter\.mine\.smudge/);
    expect(existsSync(ran)).toBe(false);
  });
});

describe('copies of untracked files', () => {
  it('gives a new work tree the ignored files that a glob names, with their mode', async () => {
    const repository = TestRepository.withCommit();
    repository.write('.env', 'secret');
    repository.write('sub/.env', 'deep');
    repository.write('ignored/other', 'not named');
    repository.write('loose.txt', 'not ignored');
    repository.write('.iteratr/.env', 'own');
    symlinkSync('/etc/hostname', join(repository.root, 'ignored/link'));
    const warnings: unknown[] = [];
    const logger = { ...SILENT, warn: (...parts: unknown[]) => void warnings.push(parts) };
    const trees = repository.trees({ copy: ['**/.env', 'loose.txt', 'README', 'ignored/link'], logger });
    const tree = await repository.open(1, trees);
    expect(gitIn(tree.root, 'status', '--porcelain', '--ignored', '--untracked-files=all')).toBe(
      '!! .env\n!! sub/.env',
    );
    expect(readFileSync(join(tree.root, 'sub/.env'), 'utf8')).toBe('deep');
    expect(statSync(join(tree.root, '.env')).mode).toBe(statSync(join(repository.root, '.env')).mode);
    expect(warnings).toEqual([
      [expect.stringMatching(/no plain file/), { path: 'ignored/link' }],
      [expect.stringMatching(/does not ignore it/), { path: 'loose.txt' }],
    ]);
    await tree.begin(taskId(1), await tree.head());
    expect(existsSync(join(tree.root, '.env'))).toBe(true);
  });

  it('never writes through a link of the project', async () => {
    const repository = TestRepository.withCommit();
    mkdirSync(join(repository.base, 'outside'));
    symlinkSync(join(repository.base, 'outside'), join(repository.root, 'conf'));
    repository.commit('Link');
    rmSync(join(repository.root, 'conf'));
    repository.write('conf/.env', 'secret');
    const tree = await repository.open(1, repository.trees({ copy: ['conf/.env'] }));
    expect(lstatSync(join(tree.root, 'conf')).isSymbolicLink()).toBe(true);
    expect(existsSync(join(repository.base, 'outside/.env'))).toBe(false);
  });
});

describe('beginning', () => {
  it('checks out a branch of its own for each task, and removes those that are merged by tens', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    let merged = await tree.head();
    for (let task = 1; task <= 10; task++) {
      await tree.begin(taskId(task), merged);
      tree.removeMerged();
      writeIn(tree.root, `${task}`, 'work');
      const work = commitIn(tree.root, `Work ${task}`);
      if (task !== 3) merged = work;
    }
    expect(workBranches(repository)).toHaveLength(10);
    await tree.begin(taskId(11), merged);
    tree.removeMerged();
    await expect
      .poll(() => workBranches(repository))
      .toEqual(['iteratr-work/demo/w1-TAS-11', 'iteratr-work/demo/w1-TAS-3']);
    expect(await tree.head()).toBe(merged);
  });

  it('removes all merged branches at the end', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    const base = await tree.head();
    for (const task of [1, 2]) await tree.begin(taskId(task), base);
    await tree.close(base, NOTHING);
    expect(workBranches(repository)).toEqual([]);
  });

  it('removes what is not committed, and keeps what git ignores', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    await tree.begin(taskId(1), await tree.head());
    writeIn(tree.root, 'README', 'changed');
    gitIn(tree.root, 'add', '.');
    writeIn(tree.root, 'README', 'changed again');
    writeIn(tree.root, 'folder/new', 'new');
    writeIn(tree.root, 'ignored/installed', 'kept');
    await tree.begin(taskId(2), await tree.head());
    await tree.clean();
    expect(gitIn(tree.root, 'status', '--porcelain', '--ignored')).toBe('!! ignored/');
  });

  it('overwrites what is not committed and in the way of the commit', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    await tree.begin(taskId(1), await tree.head());
    repository.write('README', 'theirs');
    const theirs = repository.commit('Theirs');
    writeIn(tree.root, 'README', 'changed');
    await tree.begin(taskId(2), theirs);
    expect(tree.branch).toBe('iteratr-work/demo/w1-TAS-2');
    expect(readFileSync(join(tree.root, 'README'), 'utf8')).toBe('theirs');
    expect(gitIn(tree.root, 'status', '--porcelain')).toBe('');
  });

  it('starts git only to check out the branch', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    await tree.begin(taskId(1), await tree.head());
    writeIn(tree.root, 'a', 'a');
    const merged = commitIn(tree.root, 'One');
    const started = startedGits();
    await tree.begin(taskId(2), merged);
    // The configuration is read again, because its file is so new that its time says nothing.
    const others = () => started.filter((name) => name !== 'config');
    expect(others()).toEqual(['switch']);
  });

  it('keeps commits that an agent made on another branch or on none', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    const base = await tree.head();
    await tree.begin(taskId(1), base);
    gitIn(tree.root, 'checkout', '--quiet', '--detach');
    writeIn(tree.root, 'a', 'a');
    const loose = commitIn(tree.root, 'On no branch');
    await tree.begin(taskId(2), base);
    const holders = repository.git('for-each-ref', '--contains', loose, '--format=%(refname:lstrip=2)');
    expect(holders).toMatch(/^iteratr-work\/demo\/w1-closing/);
  });

  it('ends a merge and a rebase that an agent has left under way', async () => {
    const { repository, tree, base } = await inConflict();
    await tree.begin(taskId(3), base);
    expect(gitIn(tree.root, 'status', '--porcelain')).toBe('');
    writeIn(tree.root, 'README', 'other\n');
    commitIn(tree.root, 'Other');
    expect(() => gitIn(tree.root, 'rebase', 'theirs')).toThrow();
    await tree.begin(taskId(4), base);
    expect(gitIn(tree.root, 'status')).not.toMatch(/rebase/);
    expect(await tree.head()).toBe(base);
    expect(workBranches(repository)).toContain('iteratr-work/demo/w1-TAS-3');
  });

  it('leaves the branches of other workers and sessions alone', async () => {
    const repository = TestRepository.withCommit();
    const [one, two] = [await repository.open(1), await repository.open(2)];
    const other = await repository.open(1, repository.trees({ session: sessionName('demo-2') }));
    for (const tree of [two, other, one]) await tree.begin(taskId(1), await tree.head());
    for (let task = 1; task <= 11; task++) {
      await one.begin(taskId(task), await one.head());
      one.removeMerged();
    }
    // It waits for the removal.
    await one.begin(taskId(11), await one.head());
    expect(workBranches(repository)).toEqual([
      'iteratr-work/demo-2/w1-TAS-1',
      'iteratr-work/demo/w1-TAS-11',
      'iteratr-work/demo/w2-TAS-1',
    ]);
  });
});

/** A work tree whose work conflicts in README with the branch `theirs`, in a merge that is under way. */
async function inConflict() {
  const repository = TestRepository.withCommit();
  const base = repository.git('rev-parse', 'main');
  repository.git('checkout', '--quiet', '-b', 'theirs');
  repository.write('README', 'theirs\n');
  repository.write('theirs.txt', 'theirs\n');
  repository.git('rm', '--quiet', 'sub/code');
  const theirs = repository.commit('Theirs');
  repository.git('checkout', '--quiet', 'main');
  const tree = await repository.open();
  await tree.begin(taskId(1), base);
  writeIn(tree.root, 'README', 'ours\n');
  writeIn(tree.root, 'sub/code', 'ours\n');
  const ours = commitIn(tree.root, 'Ours');
  await tree.settle(NOTHING);
  const merge = await tree.merge(theirs, 'Merge theirs');
  return { repository, tree, base, ours, theirs, merge };
}

describe('merging', () => {
  it('merges as a commit with two parents, also when it could move forward', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    const base = await tree.head();
    repository.write('b', 'b');
    const theirs = repository.commit('Theirs');
    await tree.begin(taskId(1), base);
    expect(await tree.settle(NOTHING)).toEqual([]);
    const merged = await tree.merge(theirs, 'Merge it\n\n# not a comment');
    expect(await tree.head()).toBe(base);
    expect(merged).toEqual({
      type: 'merged',
      commit: base,
      tree: repository.git('rev-parse', `${theirs}^{tree}`),
    });
    const made = await tree.adopt(merged as Merged, theirs, 'Merge it\n\n# not a comment');
    expect(await tree.head()).toBe(made);
    expect(gitIn(tree.root, 'status', '--porcelain')).toBe('');
    expect(existsSync(join(tree.root, 'b'))).toBe(true);
    expect(gitIn(tree.root, 'log', '-1', '--format=%P%n%B')).toBe(
      `${base} ${theirs}\nMerge it\n\n# not a comment`,
    );
    for (const commit of [base, theirs, await tree.head()]) {
      await tree.settle(NOTHING);
      const again = await tree.merge(commit, 'Again');
      expect(again).toEqual({ type: 'merged', commit: made });
      expect(await tree.adopt(again as Merged, commit, 'Again')).toBe(made);
    }
  });

  it('does not begin with uncommitted changes, names them, and keeps them', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    await tree.begin(taskId(1), await tree.head());
    writeIn(tree.root, 'new', 'new');
    writeIn(tree.root, 'report', 'of a check');
    expect(await tree.settle(new Set(['report']))).toEqual(['new']);
    await tree.keepUnfinished(NOTHING);
    expect(gitIn(tree.root, 'show', '--name-only', '--format=%s')).toBe('Unfinished work of w1\n\nnew');
  });

  it('neither waits for what is never committed nor commits it', async () => {
    const repository = TestRepository.withCommit();
    const neverCommit = [join(repository.root, '.agent')];
    const tree = await repository.trees({ neverCommit }).open(workerName(1), 'main', NEVER);
    await tree.begin(taskId(1), await tree.head());
    mkdirSync(join(tree.root, '.agent'));
    writeIn(tree.root, '.agent/settings', 'own');
    expect(await tree.settle(NOTHING)).toEqual([]);
    writeIn(tree.root, 'new', 'new');
    await tree.keepUnfinished(NOTHING);
    expect(gitIn(tree.root, 'show', '--name-only', '--format=')).toBe('new');
    expect(existsSync(join(tree.root, '.agent/settings'))).toBe(true);
  });

  it('puts back or removes what only checks have written, and nothing else', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    await tree.begin(taskId(1), await tree.head());
    writeIn(tree.root, 'kept', 'committed');
    commitIn(tree.root, 'Work');
    writeIn(tree.root, 'kept', 'by a check');
    mkdirSync(join(tree.root, 'coverage'));
    writeIn(tree.root, 'coverage/[re]port', 'by a check');
    writeIn(tree.root, 'coverage/r', 'by a check');
    const besides = new Set(['kept', 'coverage/[re]port', 'coverage/r']);
    expect(await tree.settle(besides)).toEqual([]);
    expect(gitIn(tree.root, 'status', '--short')).toBe('');
    expect(readFileSync(join(tree.root, 'kept'), 'utf8')).toBe('committed');
  });

  it('names the files in conflict, and shows both sides and what they had in common', async () => {
    const { tree, merge } = await inConflict();
    expect(merge).toEqual({ type: 'conflict', files: ['README', 'sub/code'] });
    expect(readFileSync(join(tree.root, 'README'), 'utf8')).toMatch(
      /<{7} HEAD\nours\n\|{7} \w+\nread me\n={7}\ntheirs\n>{7} \w+\n/,
    );
  });

  it('concludes with what the agent made of the files', async () => {
    const { tree, ours, theirs } = await inConflict();
    writeIn(tree.root, 'README', 'both\n');
    expect(await tree.conclude('Merge')).toEqual({ type: 'conflict', files: ['sub/code'] });
    rmSync(join(tree.root, 'sub/code'));
    const merged = await tree.conclude('Merge');
    expect(merged).toEqual({ type: 'merged', commit: await tree.head() });
    expect(gitIn(tree.root, 'log', '-1', '--format=%P')).toBe(`${ours} ${theirs}`);
    expect(gitIn(tree.root, 'show', 'HEAD:README')).toBe('both');
    expect(gitIn(tree.root, 'status', '--porcelain')).toBe('');
  });

  it('does not take conflict markers for a resolution, added or committed', async () => {
    const { tree } = await inConflict();
    gitIn(tree.root, 'add', '--all');
    expect(await tree.conclude('Merge')).toEqual({ type: 'conflict', files: ['README'] });
    gitIn(tree.root, 'commit', '--quiet', '-m', 'With markers');
    expect(await tree.conclude('Merge')).toEqual({ type: 'conflict', files: ['README'] });
  });

  it('accepts what the agent has committed itself', async () => {
    const { tree } = await inConflict();
    writeIn(tree.root, 'README', 'both\n');
    const commit = commitIn(tree.root, 'Resolved');
    expect(await tree.conclude('Merge')).toEqual({ type: 'merged', commit });
  });

  it('does not take a merge that the agent gave up for a resolution', async () => {
    const { tree, ours } = await inConflict();
    gitIn(tree.root, 'merge', '--abort');
    expect(await tree.conclude('Merge')).toEqual({ type: 'conflict', files: ['README', 'sub/code'] });
    expect(await tree.head()).toBe(ours);
  });

  it('gives a merge up, and the tree is as before', async () => {
    const { tree, ours } = await inConflict();
    writeIn(tree.root, 'added by the agent', 'new');
    await tree.abandonMerge();
    await tree.abandonMerge();
    expect(gitIn(tree.root, 'status', '--porcelain')).toBe('');
    expect(await tree.head()).toBe(ours);
  });
});

describe('closing', () => {
  it('removes the work tree and its branch when all is merged', async () => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    await tree.begin(taskId(1), await tree.head());
    writeIn(tree.root, 'ignored/installed', 'gone');
    writeIn(tree.root, 'a', 'a');
    await tree.close(commitIn(tree.root, 'Work'), NOTHING);
    expect(existsSync(tree.root)).toBe(false);
    expect(workBranches(repository)).toEqual([]);
    expect(repository.git('worktree', 'list').split('\n')).toHaveLength(1);
  });

  it.each(['a commit', 'a file'])('keeps both for %s that is not merged', async (what) => {
    const repository = TestRepository.withCommit();
    const tree = await repository.open();
    const base = await tree.head();
    await tree.begin(taskId(1), base);
    writeIn(tree.root, 'a', 'a');
    if (what === 'a commit') commitIn(tree.root, 'Work');
    await tree.close(base, NOTHING);
    expect(readFileSync(join(tree.root, 'a'), 'utf8')).toBe('a');
    expect(workBranches(repository)).toEqual(['iteratr-work/demo/w1-TAS-1']);
  });
});
