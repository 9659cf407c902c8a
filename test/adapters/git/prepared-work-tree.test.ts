// Specifies with the real git that what is asked early is never older than it may be.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GitWorkTree } from '../../../adapters/git/git-work-tree.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

const never = new AbortController().signal;
let root: string;

beforeEach(() => {
  root = tempDir();
  mkdirSync(join(root, 'sub'));
  vi.stubEnv('HOME', root);
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function git(cwd: string, ...args: string[]): void {
  const user = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  execFileSync('git', [...user, ...args], { cwd, stdio: 'ignore' });
}

function repository(cwd = root): void {
  git(cwd, 'init', '--quiet');
  git(cwd, 'config', 'user.name', 'Test');
  git(cwd, 'config', 'user.email', 'test@example.org');
  git(cwd, 'commit', '--quiet', '--allow-empty', '-m', 'First');
}

/** A work tree that has asked git everything that it asks early. */
async function prepared(cwd = root) {
  const run = vi.spyOn(UNRECORDED_PROCESSES, 'run');
  const tree = new GitWorkTree({ cwd, neverCommit: [], processes: UNRECORDED_PROCESSES, logger: SILENT });
  tree.prepare();
  await vi.waitFor(async () => {
    const ended = await Promise.all(run.mock.results.map(({ value }) => value));
    expect(ended).toHaveLength(run.mock.results.length);
    expect(run.mock.calls.length).toBeGreaterThan(0);
  });
  const asked = (word: string) => run.mock.calls.filter(([{ args }]) => args.includes(word)).length;
  return { tree, asked };
}

/** Changes a file and returns what the commit says. */
async function committed(tree: GitWorkTree, file: string) {
  const since = await tree.capture();
  writeFileSync(file, 'new');
  return tree.commitSince(since, 'Change', new Set(), never);
}

it('does not ask again where the repository is', async () => {
  repository();
  const { tree, asked } = await prepared();
  expect(await committed(tree, join(root, 'file'))).toMatchObject({ type: 'committed', files: ['file'] });
  expect(asked('--show-toplevel')).toBe(1);
});

it('finds a repository that was made since', async () => {
  const { tree } = await prepared();
  repository();
  expect(await committed(tree, join(root, 'file'))).toMatchObject({ type: 'committed' });
});

it('finds a nearer repository that was made since', async () => {
  repository();
  const { tree } = await prepared(join(root, 'sub'));
  repository(join(root, 'sub'));
  expect(await committed(tree, join(root, 'sub', 'file'))).toMatchObject({ files: ['file'] });
});

it('does not take a configuration that was changed since for one that an agent changed', async () => {
  repository();
  const { tree } = await prepared();
  git(root, 'config', 'filter.own.clean', 'cat');
  git(root, 'config', 'core.hooksPath', join(root, 'hooks'));
  expect(await committed(tree, join(root, 'file'))).toMatchObject({ type: 'committed' });
});

it('notices a hook that an agent adds where the configuration says that hooks are', async () => {
  repository();
  const hooks = join(root, 'own hooks');
  mkdirSync(hooks);
  git(root, 'config', 'core.hooksPath', hooks);
  const { tree } = await prepared();
  const since = await tree.capture();
  writeFileSync(join(root, 'file'), 'new');
  writeFileSync(join(hooks, 'pre-commit'), '#!/bin/sh\n', { mode: 0o755 });
  expect(await tree.commitSince(since, 'Change', new Set(), never)).toMatchObject({
    warnings: [expect.stringContaining('pre-commit')],
  });
});
