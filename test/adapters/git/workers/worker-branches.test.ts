// Specifies that `worktrees --prune` removes nothing that a worker has taken or changed since it was listed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { GitWorkerBranches } from '../../../../adapters/git/workers/worker-branches.ts';
import { UNRECORDED_PROCESSES } from '../../../../adapters/process/system-processes.ts';
import type { WorkerBranch } from '../../../../application/ports/worker-branches.port.ts';
import { commitIn, TestRepository, writeIn } from './repository.fixture.ts';

afterEach(() => void vi.unstubAllEnvs());

/** A merged branch of a worker in a work tree that nobody uses, as it was listed. */
async function listed() {
  const repository = TestRepository.withCommit();
  const path = join(repository.base, 'tree');
  repository.git('worktree', 'add', '--quiet', '-b', 'iteratr-work/demo/w1-TAS-1', path);
  repository.git('branch', 'iteratr/demo');
  const directory = join(repository.base, 'trees');
  const branches = new GitWorkerBranches({
    cwd: repository.root,
    processes: UNRECORDED_PROCESSES,
    directory,
  });
  const [branch] = await branches.list();
  expect(branch).toMatchObject({ unmerged: 0, uncommitted: 0, isInUse: false, path });
  const isLeft = () => [existsSync(path), repository.git('branch', '--list', 'iteratr-work/*') !== ''];
  return { repository, path, branches, branch: branch as WorkerBranch, isLeft };
}

it('removes the branch and its work tree', async () => {
  const { branches, branch, isLeft } = await listed();
  expect(await branches.remove(branch)).toBe(true);
  expect(isLeft()).toEqual([false, false]);
});

it.each<[string, (place: { repository: TestRepository; path: string }) => void]>([
  [
    'a worker has taken the work tree',
    ({ repository, path }) => {
      const mark = `iteratr ${process.pid} ${UNRECORDED_PROCESSES.startOf(process.pid)}`;
      repository.git('worktree', 'lock', '--reason', mark, path);
    },
  ],
  ['there is a new commit', ({ path }) => void commitIn(path, 'More')],
  ['there is a new file', ({ path }) => writeIn(path, 'new', 'x')],
])('keeps both if %s since', async (_, change) => {
  const { branches, branch, isLeft, ...place } = await listed();
  change(place);
  expect(await branches.remove(branch)).toBe(false);
  expect(isLeft()).toEqual([true, true]);
});

it('keeps a branch that a worker has checked out elsewhere since', async () => {
  const { repository, branches, branch, isLeft } = await listed();
  repository.git('worktree', 'remove', '--force', branch.path ?? '');
  const other = join(repository.base, 'other');
  repository.git('worktree', 'add', '--quiet', other, branch.branch);
  expect(await branches.remove({ ...branch, path: null })).toBe(false);
  expect(isLeft()).toEqual([false, true]);
});
