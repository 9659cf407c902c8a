// Specifies that what is read from git's own files is what git says, and nothing where only git knows.
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GitFiles } from '../../../adapters/git/git-files.ts';
import { gitIn, TestRepository } from './workers/repository.fixture.ts';

let repository: TestRepository;
let files: GitFiles;

beforeEach(() => {
  repository = TestRepository.withCommit();
  files = new GitFiles(join(repository.root, '.git'));
});

afterEach(() => void vi.unstubAllEnvs());

function commitOf(revision: string): string {
  return repository.git('rev-parse', revision);
}

/** Adds a commit on the branch that is checked out. */
function grow(name: string): string {
  repository.write(name, name);
  return repository.commit(name);
}

describe('a branch', () => {
  it('is where git says, whenever it is asked', () => {
    expect(files.tip('refs/heads/main')).toBe(commitOf('main'));
    const grown = grow('more');
    expect(files.tip('refs/heads/main')).toBe(grown);
    expect(files.head()).toBe(grown);
  });

  it('is for git to say if it is packed, missing, symbolic, damaged, or no branch', () => {
    repository.git('branch', 'broken');
    writeFileSync(join(repository.root, '.git/refs/heads/broken'), '');
    repository.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    repository.git('tag', 'main-tag');
    for (const ref of ['heads/none', 'heads/broken', 'heads/alias', 'tags/main-tag', 'heads/../heads/main'])
      expect(files.tip(`refs/${ref}`)).toBeUndefined();
    rmSync(join(repository.root, '.git/refs/heads/broken'));
    repository.git('pack-refs', '--all');
    expect(files.tip('refs/heads/main')).toBeUndefined();
    expect(files.head()).toBeUndefined();
  });

  it('is for git to say where references are kept in another way', () => {
    writeFileSync(join(repository.root, '.git/HEAD'), 'ref: refs/heads/.invalid\n');
    expect(files.head()).toBeUndefined();
    expect(files.isFree('refs/heads/other')).toBeUndefined();
  });

  it('is free unless a work tree has it checked out', () => {
    repository.git('branch', 'other');
    expect(files.isFree('refs/heads/main')).toBeUndefined();
    expect(files.isFree('refs/heads/other')).toBe(true);
    repository.git('worktree', 'add', '--quiet', join(repository.base, 'second'), 'other');
    expect(files.isFree('refs/heads/other')).toBeUndefined();
    const second = new GitFiles(gitIn(join(repository.base, 'second'), 'rev-parse', '--absolute-git-dir'));
    expect(second.isFree('refs/heads/main')).toBeUndefined();
    expect(second.tip('refs/heads/main')).toBe(commitOf('main'));
    gitIn(join(repository.base, 'second'), 'checkout', '--quiet', '--detach');
    expect(files.isFree('refs/heads/other')).toBe(true);
    expect(second.head()).toBe(commitOf('other'));
  });
});

describe('commits', () => {
  it('have the parents that git says, in its order', () => {
    const first = commitOf('main');
    repository.git('checkout', '--quiet', '-b', 'side');
    const side = grow('side');
    repository.git('checkout', '--quiet', 'main');
    const main = grow('main');
    repository.git('merge', '--quiet', '--no-edit', 'side');
    expect(files.parents(commitOf('HEAD'))).toEqual([main, side]);
    expect(files.parents(main)).toEqual([first]);
    expect(files.parents(first)).toEqual([]);
    expect(files.contains(commitOf('HEAD'), side)).toBe(true);
    expect(files.contains(side, main)).toBeUndefined();
    expect(files.between(first, commitOf('HEAD'))).toBeUndefined();
  });

  it('are listed from the oldest on', () => {
    const since = commitOf('main');
    const made = ['a', 'b', 'c'].map(grow);
    expect(files.between(since, commitOf('HEAD'))).toEqual(made);
    expect(files.between(commitOf('HEAD'), commitOf('HEAD'))).toEqual([]);
    expect(files.between(commitOf('HEAD'), since)).toBeUndefined();
  });

  it('do not get parents from their message', () => {
    const { root } = repository;
    const message = join(repository.base, 'message');
    writeFileSync(message, `subject\n\nparent ${'1'.repeat(40)}\n`);
    repository.git('commit', '--quiet', '--allow-empty', '-F', message);
    expect(new GitFiles(join(root, '.git')).parents(commitOf('HEAD'))).toEqual([commitOf('HEAD^')]);
  });

  it('are for git to read if they have no file of their own, or one with another content than their name promises', () => {
    // What was read once is known.
    const first = grow('never read');
    const second = grow('second');
    const pathOf = (id: string) => join(repository.root, '.git/objects', id.slice(0, 2), id.slice(2));
    rmSync(pathOf(first));
    copyFileSync(pathOf(second), pathOf(first));
    expect(files.parents(first)).toBeUndefined();
    expect(files.parents(commitOf('HEAD^{tree}'))).toBeUndefined();
    expect(files.parents('../../HEAD')).toBeUndefined();
    writeFileSync(pathOf(first), 'damaged');
    expect(files.parents(first)).toBeUndefined();
    rmSync(pathOf(first));
    expect(files.parents(first)).toBeUndefined();
  });
});
