// Specifies the branch of a session with the real git: nothing lands twice, is lost, or touches the user's work.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GitSessionBranch } from '../../../../adapters/git/workers/session-branch.ts';
import { UNRECORDED_PROCESSES } from '../../../../adapters/process/system-processes.ts';
import { AdapterError, ConfigError } from '../../../../application/errors.ts';
import type { Work } from '../../../../application/ports/session-branch.port.ts';
import { type SessionName, sessionName } from '../../../../domain/session/session-name.ts';
import { gitIn, landing, NEVER, startedGits, TestRepository } from './repository.fixture.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Returns a new commit on top of `parent` that adds a file, made without a work tree. */
function workOn(repository: TestRepository, parent: string, path: string, content: string): string {
  const { root } = repository;
  const index = join(repository.base, `index-${path}`);
  vi.stubEnv('GIT_INDEX_FILE', index);
  writeFileSync(join(repository.base, 'content'), content);
  const blob = gitIn(root, 'hash-object', '-w', join(repository.base, 'content'));
  gitIn(root, 'read-tree', parent);
  gitIn(root, 'update-index', '--add', '--cacheinfo', `100644,${blob},${path}`);
  const tree = gitIn(root, 'write-tree');
  vi.stubEnv('GIT_INDEX_FILE', undefined);
  return gitIn(root, 'commit-tree', tree, '-p', parent, '-m', `Add ${path}`);
}

async function refusal(work: Promise<unknown>): Promise<ConfigError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return error as ConfigError;
}

describe('beginning', () => {
  it('creates the branch at what is checked out, and leaves the rest alone', async () => {
    const repository = TestRepository.withCommit();
    repository.write('README', 'changed\n');
    repository.write('new ünd.txt', 'new\n');
    repository.write('.iteratr/data', 'own');
    const before = repository.visible();
    const begun = await repository.begin(repository.branch());
    expect(begun).toMatchObject({ branch: 'iteratr/demo', from: 'main', notices: [] });
    expect(begun.commit).toBe(repository.git('rev-parse', 'main'));
    expect(begun.uncommitted).toEqual(['README', 'new ünd.txt']);
    expect(repository.visible()).toEqual(before);
  });

  it('commits uncommitted files to it when asked, without what iteratr keeps, and leaves index and files as they are', async () => {
    const repository = TestRepository.withCommit({ identity: false });
    const log = join(repository.root, 'README');
    repository.write('sub/code', 'staged\n');
    repository.git('add', 'sub/code');
    repository.write('sub/code', 'changed\n');
    repository.write('new ünd.txt', 'new\n');
    repository.write('README', 'never\n');
    repository.write('.iteratr/data', 'own');
    const before = repository.visible();
    const branch = repository.branch({ neverCommit: [join(repository.root, '.iteratr'), log] });
    const begun = await repository.begin(branch, { includeDirty: true });
    expect(begun.uncommitted).toEqual([]);
    expect(repository.git('-c', 'core.quotePath=false', 'diff', '--name-status', 'main', begun.commit)).toBe(
      'A\tnew ünd.txt\nM\tsub/code',
    );
    expect(repository.git('show', `${begun.commit}:sub/code`)).toBe('changed');
    expect(
      repository.git('log', '-1', '--format=%s|%(trailers:key=Iteratr-Session,valueonly)', begun.commit),
    ).toMatch(/^Uncommitted work of the user.*\|demo/);
    expect(repository.visible()).toEqual(before);
  });

  it('commits the same uncommitted files only once', async () => {
    const repository = TestRepository.withCommit();
    repository.write('README', 'changed\n');
    const first = await repository.begin(repository.branch(), { includeDirty: true });
    const again = await repository.branch().begin({ known: first, includeDirty: true, signal: NEVER });
    expect(repository.git('rev-parse', `${again.commit}^{tree}`)).toBe(
      repository.git('rev-parse', `${first.commit}^{tree}`),
    );
  });

  it('continues the branch that the session knows', async () => {
    const repository = TestRepository.withCommit();
    const branch = repository.branch();
    const first = await repository.begin(branch);
    const commit = workOn(repository, first.commit, 'a', 'a');
    await branch.land({ commit, onto: first.commit, message: landing(1) });
    repository.git('checkout', '--quiet', '-b', 'other');
    const again = await repository.branch().begin({ known: first, includeDirty: false, signal: NEVER });
    expect(again).toMatchObject({ from: 'main', commit: repository.git('rev-parse', 'iteratr/demo') });
  });

  it('continues after it was killed before the session recorded the branch', async () => {
    const repository = TestRepository.withCommit();
    repository.write('README', 'changed\n');
    const first = await repository.begin(repository.branch(), { includeDirty: true });
    expect((await repository.begin(repository.branch())).commit).toBe(first.commit);
  });

  it('works with a detached HEAD, and then has no branch to follow', async () => {
    const repository = TestRepository.withCommit();
    repository.git('checkout', '--quiet', '--detach');
    const branch = repository.branch();
    expect((await repository.begin(branch)).from).toBeNull();
    repository.commit('Second');
    expect(await branch.update()).toEqual({ type: 'none', head: await branch.head() });
  });

  it('works in a shallow clone', async () => {
    const origin = TestRepository.withCommit();
    origin.commit('Second');
    const clone = origin.clone(`file://${origin.root}`, 'deep');
    gitIn(origin.base, 'clone', '--quiet', '--depth=1', `file://${origin.root}`, 'shallow');
    const shallow = Object.assign(Object.create(TestRepository.prototype), clone, {
      root: join(origin.base, 'shallow'),
    }) as TestRepository;
    const branch = shallow.branch();
    const { commit: onto } = await shallow.begin(branch);
    const landed = await branch.land({ commit: workOn(shallow, onto, 'a', 'a'), onto, message: landing(1) });
    expect(landed.type).toBe('landed');
    shallow.write('b', 'b');
    shallow.commit('By the user');
    expect((await branch.update()).type).toBe('merged');
  });

  it('says that submodules and files in LFS are not in the work trees', async () => {
    const repository = TestRepository.withCommit();
    repository.write('.gitmodules', '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n');
    repository.write('art/.gitattributes', '*.png filter=lfs\n');
    repository.commit('Second');
    const { notices } = await repository.begin(repository.branch());
    expect(notices).toEqual([
      expect.stringMatching(/^submodules are empty/),
      expect.stringMatching(/^files in git LFS/),
    ]);
  });

  const faults: Record<string, [prepare: (repository: TestRepository) => void, problem: RegExp]> = {
    'without a commit': [(one) => one.git('update-ref', '-d', 'HEAD'), /need a commit to start from/],
    'with a branch "iteratr"': [(one) => one.git('branch', 'iteratr'), /a branch "iteratr"/],
    'with a branch "iteratr-work"': [(one) => one.git('branch', 'iteratr-work'), /a branch "iteratr-work"/],
    'with a branch of the name that is not the session’s': [
      (one) => {
        one.git('checkout', '--quiet', '-b', 'iteratr/demo');
        one.commit('Mine');
        one.git('checkout', '--quiet', 'main');
      },
      /that this session has not created/,
    ],
    'with an empty branch of the name that the user has created': [
      (one) => one.git('branch', 'iteratr/demo'),
      /that this session has not created/,
    ],
    'with the branch checked out': [
      (one) => one.git('checkout', '--quiet', '-b', 'iteratr/demo'),
      /is checked out in .*my prøject/,
    ],
    'with the branch checked out in another work tree': [
      (one) => one.git('worktree', 'add', '--quiet', '-b', 'iteratr/demo', join(one.base, 'other')),
      /is checked out in .*other/,
    ],
    'with a merge under way': [
      (one) => {
        one.git('checkout', '--quiet', '-b', 'side');
        one.commit('Side');
        one.git('checkout', '--quiet', 'main');
        one.git('merge', '--no-ff', '--no-commit', 'side');
      },
      /a merge is in progress/,
    ],
  };
  it.each(Object.keys(faults))('refuses a repository %s, with a remedy', async (name) => {
    const repository = TestRepository.withCommit();
    const [prepare, problem] = faults[name] ?? [];
    prepare?.(repository);
    const refs = repository.git('for-each-ref');
    const error = await refusal(repository.begin(repository.branch()));
    expect(error.message).toMatch(problem ?? /$./);
    expect(error.remedy).toBeTruthy();
    expect(repository.git('for-each-ref')).toBe(refs);
  });

  it('refuses a directory without a repository, and a bare one', async () => {
    const repository = TestRepository.withCommit();
    expect((await refusal(repository.begin(repository.branch({ cwd: repository.base })))).message).toMatch(
      /need git/,
    );
    gitIn(repository.base, 'clone', '--quiet', '--bare', repository.root, 'bare.git');
    const bare = repository.branch({ cwd: join(repository.base, 'bare.git') });
    expect((await refusal(repository.begin(bare))).message).toMatch(/need git/);
  });
});

describe('landing', () => {
  async function begun(options: { session?: SessionName } = {}) {
    const repository = TestRepository.withCommit();
    const branch = repository.branch(options);
    const { commit } = await repository.begin(branch);
    return { repository, branch, base: commit };
  }

  it('puts work on the branch as a merge with two parents and the tree of the work', async () => {
    const { repository, branch, base } = await begun();
    const before = repository.visible();
    const commit = workOn(repository, base, 'a', 'a');
    const landed = await branch.land({ commit, onto: base, message: landing(1) });
    const head = repository.git('rev-parse', 'iteratr/demo');
    expect(landed).toEqual({ type: 'landed', commit: head });
    expect(repository.git('log', '-1', '--format=%P', head)).toBe(`${base} ${commit}`);
    expect(repository.git('rev-parse', `${head}^{tree}`)).toBe(
      repository.git('rev-parse', `${commit}^{tree}`),
    );
    expect(repository.visible()).toEqual(before);
  });

  it('starts git only to make the commit and to move the branch', async () => {
    const { repository, branch, base } = await begun();
    const commit = workOn(repository, base, 'a', 'a');
    const started = startedGits();
    const landed = await branch.land({ commit, onto: await branch.head(), message: landing(1) });
    expect(await branch.current()).toBe(repository.git('rev-parse', 'iteratr/demo'));
    expect(landed.type).toBe('landed');
    expect(started).toEqual(['commit-tree', 'update-ref']);
  });

  it('lands a merge that was prepared, without making it again', async () => {
    const { repository, branch, base } = await begun();
    const work = { commit: workOn(repository, base, 'a', 'a'), onto: base, message: landing(1) };
    const started = startedGits();
    branch.prepare(work);
    await expect.poll(() => started).toEqual(['commit-tree']);
    expect(await branch.head()).toBe(base);
    const landed = await branch.land(work);
    expect(landed).toEqual({ type: 'landed', commit: await branch.head() });
    expect(started).toEqual(['commit-tree', 'update-ref']);
    expect(repository.git('log', '-1', '--format=%P', 'iteratr/demo')).toBe(`${base} ${work.commit}`);
  });

  it('puts work on a branch that has moved, with the merged files', async () => {
    const { repository, branch, base } = await begun();
    const [theirs, commit] = [workOn(repository, base, 'b', 'b'), workOn(repository, base, 'a', 'a')];
    await branch.land({ commit: theirs, onto: base, message: landing(1) });
    const onto = await branch.head();
    await expect(branch.land({ commit, onto, message: landing(2) })).rejects.toThrow(/it lacks/);
    const tree = repository.git('merge-tree', '--write-tree', commit, onto);
    expect((await branch.land({ commit, tree, onto, message: landing(2) })).type).toBe('landed');
    expect(repository.git('log', '-1', '--format=%P', 'iteratr/demo')).toBe(`${onto} ${commit}`);
    expect(repository.git('ls-tree', '--name-only', 'iteratr/demo', 'a', 'b')).toBe('a\nb');
  });

  it.each<[string, (work: Work, repository: TestRepository) => Partial<Work>]>([
    ['has other files', ({ onto }, one) => ({ tree: one.git('rev-parse', `${onto}^{tree}`) })],
    ['has a commit more', ({ commit }, one) => ({ commit: workOn(one, commit, 'late', 'late') })],
    ['has another message', () => ({ message: landing(2) })],
  ])('lands the work as it is when what was prepared %s', async (_, change) => {
    const { repository, branch, base } = await begun();
    const prepared = { commit: workOn(repository, base, 'a', 'a'), onto: base, message: landing(1) };
    const work = { ...prepared, ...change(prepared, repository) };
    branch.prepare(prepared);
    expect((await branch.land(work)).type).toBe('landed');
    expect(repository.git('log', '-1', '--format=%P%n%B', 'iteratr/demo').trim()).toBe(
      `${base} ${work.commit}\n${work.message}`.trim(),
    );
  });

  it('makes the merge when it could not be prepared, and says what the problem is', async () => {
    const { repository, branch, base } = await begun();
    const work = { commit: workOn(repository, base, 'a', 'a'), onto: base, message: landing(1) };
    const run = UNRECORDED_PROCESSES.run.bind(UNRECORDED_PROCESSES);
    const failOnce = vi.spyOn(UNRECORDED_PROCESSES, 'run').mockImplementationOnce((command, options) => {
      return run({ ...command, args: ['commit-tree', 'missing'] }, options);
    });
    branch.prepare(work);
    expect((await branch.land(work)).type).toBe('landed');
    failOnce.mockRestore();
    const onto = await branch.head();
    const missing = { ...work, onto, commit: '1'.repeat(base.length) };
    branch.prepare(missing);
    await expect(branch.land(missing)).rejects.toThrow(/commit-tree failed|it lacks/);
    expect(await branch.head()).toBe(onto);
  });

  it('does the same when git has packed everything', async () => {
    const { repository, branch, base } = await begun();
    const commit = workOn(repository, base, 'a', 'a');
    repository.git('branch', 'work', commit);
    repository.pack();
    const landed = await branch.land({ commit, onto: await branch.head(), message: landing(1) });
    expect(landed.type).toBe('landed');
    repository.pack();
    expect(await branch.current()).toBe(repository.git('rev-parse', 'iteratr/demo'));
    expect((await branch.land({ commit, onto: base, message: landing(1) })).type).toBe('moved');
  });

  it('does not move the branch if the worker is not confirmed, or before it is', async () => {
    const { repository, branch, base } = await begun();
    const commit = workOn(repository, base, 'a', 'a');
    const work = { commit, onto: base, message: landing(1) };
    const lost = branch.land({ ...work, confirm: () => Promise.reject(new Error('given up')) });
    await expect(lost).rejects.toThrow('given up');
    expect(await branch.head()).toBe(base);
    let head: string | undefined;
    const confirm = async () => {
      await sleep(200);
      head = await branch.head();
    };
    expect((await branch.land({ ...work, confirm })).type).toBe('landed');
    expect(head).toBe(base);
  });

  it('refuses when the branch has moved, and names its head', async () => {
    const { repository, branch, base } = await begun();
    const [one, two] = ['one', 'two'].map((path) => workOn(repository, base, path, path));
    await branch.land({ commit: one ?? '', onto: base, message: landing(1) });
    const head = await branch.head();
    expect(await branch.land({ commit: two ?? '', onto: base, message: landing(2) })).toEqual({
      type: 'moved',
      head,
    });
    expect(await branch.head()).toBe(head);
  });

  it('refuses work that lacks what it should land on, because it would revert that', async () => {
    const { repository, branch, base } = await begun();
    const [one, two] = ['one', 'two'].map((path) => workOn(repository, base, path, path));
    await branch.land({ commit: one ?? '', onto: base, message: landing(1) });
    const onto = await branch.head();
    await expect(branch.land({ commit: two ?? '', onto, message: landing(2) })).rejects.toThrow(/it lacks/);
    expect(await branch.head()).toBe(onto);
  });

  it('refuses once the user has checked the branch out', async () => {
    const { repository, branch, base } = await begun();
    const commit = workOn(repository, base, 'a', 'a');
    repository.git('checkout', '--quiet', 'iteratr/demo');
    expect((await refusal(branch.land({ commit, onto: base, message: landing(1) }))).message).toMatch(
      /checked out/,
    );
  });

  it('names the lock that a killed git has left, after it has waited for it', async () => {
    const { repository, branch, base } = await begun();
    const commit = workOn(repository, base, 'a', 'a');
    writeFileSync(join(repository.root, '.git/refs/heads/iteratr/demo.lock'), '');
    const error = await branch
      .land({ commit, onto: base, message: landing(1) })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AdapterError);
    expect(error).toMatchObject({ retryable: true, message: expect.stringContaining('demo.lock') });
    expect(await branch.head()).toBe(base);
  });

  it('loses nothing when many land at once', { timeout: 300_000 }, async () => {
    const { repository, base } = await begun();
    const count = 60;
    const landOne = async (branch: GitSessionBranch, number: number): Promise<void> => {
      for (;;) {
        const onto = await branch.head();
        const work = gitIn(
          repository.root,
          'commit-tree',
          `${onto}^{tree}`,
          '-p',
          onto,
          '-m',
          `Work ${number}`,
        );
        if ((await branch.land({ commit: work, onto, message: landing(number) })).type === 'landed') return;
      }
    };
    await Promise.all(
      [0, 1, 2, 3].map(async (worker) => {
        const branch = repository.branch();
        for (let number = worker + 1; number <= count; number += 4) await landOne(branch, number);
      }),
    );
    const landed = await repository.branch().landedSince(base);
    expect(landed.map(({ task }) => task).sort()).toEqual(
      Array.from({ length: count }, (_, index) => `TAS-${index + 1}`).sort(),
    );
    expect(
      repository.git('log', '--format=%s', '--no-merges', `${base}..iteratr/demo`).split('\n'),
    ).toHaveLength(count);
  });

  it('reads the tasks of its session from the trailers of merges, not from those of the work', async () => {
    const { repository, branch, base } = await begun();
    const tree = repository.git('rev-parse', `${base}^{tree}`);
    const own = repository.git('commit-tree', tree, '-p', base, '-m', landing(9));
    const first = await branch.land({
      commit: own,
      onto: base,
      message: `${landing(1, 4)}\nIteratr-Task: TAS-2`,
    });
    const onto = await branch.head();
    const other = landing(3).replace('demo', 'other');
    await branch.land({ commit: workOn(repository, onto, 'b', 'b'), onto, message: other });
    const commit = first.type === 'landed' ? first.commit : '';
    expect(await branch.landedSince(base)).toEqual([
      { task: 'TAS-1', iteration: 4, commit },
      { task: 'TAS-2', iteration: 4, commit },
    ]);
    expect(await branch.landedSince(onto)).toEqual([]);
  });

  it('describes who worked on a file', async () => {
    const { repository, branch, base } = await begun();
    await branch.land({
      commit: workOn(repository, base, 'a [b].txt', 'a'),
      onto: base,
      message: landing(1),
    });
    expect(await branch.describe(base, ['a [b].txt'])).toMatch(/commit \w+ Add a \[b\]\.txt\n/);
    expect(await branch.describe(base, ['README'])).toBe('');
  });

  it.each(['-x', 'größe-ß', '名前', '𝔘'.repeat(64)])('gives the session %s a branch', async (name) => {
    const { repository, branch, base } = await begun({ session: sessionName(name) });
    const landed = await branch.land({
      commit: workOn(repository, base, 'a', 'a'),
      onto: base,
      message: 'Do it',
    });
    expect(landed.type).toBe('landed');
    expect(repository.git('show-ref', '--verify', `refs/heads/${branch.name}`)).not.toBe('');
  });
});

describe('the user’s branch', () => {
  it('is merged in when it has new commits, without a work tree', async () => {
    const repository = TestRepository.withCommit();
    const branch = repository.branch();
    const { commit: onto } = await repository.begin(branch);
    await branch.land({ commit: workOn(repository, onto, 'a', 'a'), onto, message: landing(1) });
    const before = await branch.head();
    repository.write('README', 'by the user\n');
    const theirs = repository.commit('By the user');
    const merged = await branch.update();
    expect(merged).toMatchObject({ type: 'merged', from: 'main', head: await branch.head() });
    expect(repository.git('log', '-1', '--format=%P', 'iteratr/demo')).toBe(`${before} ${theirs}`);
    expect(await branch.update()).toEqual({ type: 'none', head: await branch.head() });
  });

  it('is not looked for again after work has landed, but for each new commit and each other move of the branch', async () => {
    const repository = TestRepository.withCommit();
    const branch = repository.branch();
    const { commit: onto } = await repository.begin(branch);
    expect(await branch.current()).toBe(onto);
    await branch.land({ commit: workOn(repository, onto, 'a', 'a'), onto, message: landing(1) });
    expect(await branch.current()).toBe(await branch.head());
    repository.write('README', 'by the user\n');
    repository.commit('By the user');
    expect(await branch.current()).toBeUndefined();
    await branch.update();
    expect(await branch.current()).toBe(await branch.head());
    repository.git('update-ref', 'refs/heads/iteratr/demo', onto);
    expect(await branch.current()).toBeUndefined();
  });

  it('still leads to the landed tasks after the user has merged the branch', async () => {
    const repository = TestRepository.withCommit();
    const branch = repository.branch();
    const { commit: base } = await repository.begin(branch);
    await branch.land({ commit: workOn(repository, base, 'a', 'a'), onto: base, message: landing(1) });
    repository.git('merge', '--quiet', '--no-ff', '-m', 'Merge', 'iteratr/demo');
    expect((await branch.update()).type).toBe('merged');
    expect((await branch.landedSince(base)).map(({ task }) => task)).toEqual(['TAS-1']);
  });

  it('leaves the branch as it is on a conflict, and names the files', async () => {
    const repository = TestRepository.withCommit();
    const branch = repository.branch();
    const { commit: onto } = await repository.begin(branch);
    await branch.land({ commit: workOn(repository, onto, 'README', 'theirs\n'), onto, message: landing(1) });
    const before = await branch.head();
    repository.write('README', 'mine\n');
    repository.commit('By the user');
    expect(await branch.update()).toMatchObject({ type: 'conflict', from: 'main', files: ['README'] });
    expect(await branch.head()).toBe(before);
  });

  it('is not merged by a program that an agent has configured during the run', async () => {
    const repository = TestRepository.withCommit();
    const branch = repository.branch();
    await repository.begin(branch);
    repository.git('config', 'merge.mine.driver', `touch ${join(repository.base, 'ran')}`);
    repository.commit('By the user');
    await expect(branch.update()).rejects.toThrow(
      /configuration changed during the run: merge\.mine\.driver/,
    );
  });
});

it('keeps the branch under another name for a session that starts from scratch', async () => {
  const repository = TestRepository.withCommit();
  const branch = repository.branch();
  expect(await branch.putAside()).toBeUndefined();
  const names: (string | undefined)[] = [];
  for (let round = 0; round < 2; round++) {
    await repository.begin(repository.branch());
    names.push(await branch.putAside());
  }
  expect(names).toEqual(['iteratr/demo.old-1', 'iteratr/demo.old-2']);
  expect(repository.git('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads/iteratr')).toBe(
    names.join('\n'),
  );
});

it('runs no hook of the repository', async () => {
  const repository = TestRepository.withCommit();
  const ran = join(repository.base, 'ran');
  for (const hook of ['commit-msg', 'pre-commit', 'post-commit', 'reference-transaction', 'post-merge']) {
    writeFileSync(join(repository.root, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> '${ran}'\n`, {
      mode: 0o755,
    });
  }
  const branch = repository.branch();
  const { commit: onto } = await repository.begin(branch, { includeDirty: true });
  const work = `${onto}^{tree}`;
  const commit = gitIn(repository.root, 'commit-tree', work, '-p', onto, '-m', 'Work');
  await branch.land({ commit, onto, message: landing(1) });
  expect(() => gitIn(repository.base, 'hash-object', ran)).toThrow();
});
