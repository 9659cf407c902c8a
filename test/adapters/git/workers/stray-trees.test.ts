// Specifies that work trees without a branch are listed, with what would be lost with them, and that nothing else is.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { WorktreesHandler } from '../../../../adapters/cli/commands/workers/worktrees.handler.ts';
import type { Console } from '../../../../adapters/cli/console.ts';
import { GitWorkerBranches } from '../../../../adapters/git/workers/worker-branches.ts';
import { UNRECORDED_PROCESSES } from '../../../../adapters/process/system-processes.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import { taskId } from '../../../../domain/task/task.ts';
import { commitIn, gitIn, TestRepository, writeIn } from './repository.fixture.ts';

afterEach(() => void vi.unstubAllEnvs());

function branchesOf(repository: TestRepository): GitWorkerBranches {
  const directory = join(repository.base, 'trees');
  return new GitWorkerBranches({ cwd: repository.root, processes: UNRECORDED_PROCESSES, directory });
}

/** Lets the process that works in a work tree be one that has ended. */
function leave(repository: TestRepository, root: string): void {
  repository.git('worktree', 'unlock', root);
}

/** Returns what `iteratr worktrees` prints. */
async function printed(repository: TestRepository, prune = false): Promise<string> {
  const parts: string[] = [];
  const console = { out: (part: string) => void parts.push(part) } as unknown as Console;
  await new WorktreesHandler(branchesOf(repository), console).handle({ prune, json: false });
  return parts.join('');
}

it('lists a detached HEAD with its commits that are on no branch, and its uncommitted files', async () => {
  const repository = TestRepository.withCommit();
  const tree = await repository.open();
  await tree.begin(taskId(1), await tree.head());
  expect(await branchesOf(repository).strays()).toEqual([]);
  gitIn(tree.root, 'checkout', '--quiet', '--detach');
  const [clean] = await branchesOf(repository).strays();
  expect(clean).toMatchObject({ state: 'detached', session: 'demo', worker: 'w1', path: tree.root });
  expect(clean).toMatchObject({ unmerged: 0, uncommitted: 0, isInUse: true });
  commitIn(tree.root, 'On no branch');
  const commit = commitIn(tree.root, 'On no branch either');
  writeIn(tree.root, 'new', 'x');
  leave(repository, tree.root);
  expect(await branchesOf(repository).strays()).toMatchObject([
    { commit, unmerged: 2, uncommitted: 1, isInUse: false },
  ]);
  // Git still knows its commit when the directory is gone.
  rmSync(tree.root, { recursive: true });
  expect(await branchesOf(repository).strays()).toMatchObject([{ commit, unmerged: 2, uncommitted: 0 }]);
});

it('lists what was put aside, also when no other work tree is left', async () => {
  const repository = TestRepository.withCommit();
  const tree = await repository.open();
  writeIn(tree.root, 'a', 'a');
  rmSync(join(tree.root, '.git'));
  const next = await repository.open();
  const aside = { state: 'aside', session: 'demo', worker: 'w1', path: `${tree.root}.old-1` };
  const unknown = { commit: null, unmerged: null, uncommitted: null, isInUse: false };
  const isAside = ({ state }: { state: string }) => state === 'aside';
  expect((await branchesOf(repository).strays()).filter(isAside)).toEqual([{ ...aside, ...unknown }]);
  leave(repository, next.root);
  repository.git('worktree', 'remove', '--force', next.root);
  expect(await branchesOf(repository).strays()).toEqual([{ ...aside, ...unknown }]);
});

it('lists nothing of other repositories, of the user, and through links', async () => {
  const repository = TestRepository.withCommit();
  const tree = await repository.open();
  await tree.begin(taskId(1), await tree.head());
  repository.git('worktree', 'add', '--quiet', '--detach', join(repository.base, 'w2'));
  const ours = dirname(tree.root);
  mkdirSync(join(ours, 'notes.old-1'));
  symlinkSync(repository.base, join(ours, 'w3.old-1'));
  mkdirSync(join(dirname(dirname(ours)), 'other-0123456789ab', 'demo', 'w1.old-1'), { recursive: true });
  expect(await branchesOf(repository).strays()).toEqual([]);
});

it('does not guess the session of a long name', async () => {
  const repository = TestRepository.withCommit();
  const session = sessionName('ü'.repeat(60));
  const tree = await repository.open(1, repository.trees({ session }));
  expect(await branchesOf(repository).strays()).toMatchObject([{ session: null, path: tree.root }]);
});

it('says so in the list of work trees, and prunes none of them', async () => {
  const repository = TestRepository.withCommit();
  const tree = await repository.open();
  writeIn(tree.root, 'a', 'a');
  rmSync(join(tree.root, '.git'));
  const next = await repository.open();
  expect(await printed(repository)).toMatch(/^\(detached HEAD\) +on other branches +in use +\/.*\/w1$/m);
  leave(repository, next.root);
  const text = await printed(repository, true);
  expect(text).toMatch(/^\(detached HEAD\) +on other branches +\/.*\/w1$/m);
  expect(text).toMatch(/^\(put aside\) +not known to git +\/.*\/w1\.old-1$/m);
  expect(text).toContain('remove it yourself');
  expect(await branchesOf(repository).strays()).toHaveLength(2);
});
