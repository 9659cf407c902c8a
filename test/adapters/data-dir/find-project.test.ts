// Specifies which folder is the project's, from wherever in it a command is started.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { findProject } from '../../../adapters/data-dir/find-project.ts';
import { shieldFromClean } from '../../../adapters/data-dir/git-shield.ts';
import { asNobody } from '../../support/as-nobody.ts';
import { tempDir } from '../../support/temp-dir.ts';

let base: string;
let root: string;
let deep: string;

function folder(...parts: string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

function file(...parts: string[]): void {
  const path = join(...parts);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
}

beforeEach(() => {
  base = tempDir();
  root = folder(base, 'repository');
  file(root, '.git', 'config');
  deep = folder(root, 'packages', 'one', 'src');
});

describe('in a git work tree it is', () => {
  it.each(['iteratr.yml', '.iteratr.hooks.yml', '.iteratr/jetstream/x'])('the folder with %s', (name) => {
    file(root, name);
    expect([root, join(root, 'packages'), deep].map(findProject)).toEqual([root, root, root]);
  });

  it('the nearest of two, whichever of the names it has', () => {
    file(root, 'iteratr.yml');
    const one = join(root, 'packages', 'one');
    file(one, '.iteratr.hooks.yml');
    expect(findProject(deep)).toBe(one);
    expect(findProject(folder(root, 'packages', 'two'))).toBe(root);
  });

  it('the working directory if there is none', () => {
    expect(findProject(deep)).toBe(deep);
  });

  it('never a folder above the root', () => {
    file(base, 'iteratr.yml');
    folder(base, '.iteratr');
    expect(findProject(deep)).toBe(deep);
    expect(findProject(root)).toBe(root);
  });

  it.each(['.git/config', '.git'])('its own, if it lies in another one and has a %s', (git) => {
    file(root, 'iteratr.yml');
    const inner = folder(root, 'vendor', 'inner');
    file(inner, git);
    expect(findProject(folder(inner, 'src'))).toBe(join(inner, 'src'));
    file(inner, 'iteratr.yml');
    expect(findProject(join(inner, 'src'))).toBe(inner);
  });

  it('a folder with a broken link, which is refused later, rather than a second store', () => {
    symlinkSync('nowhere', join(root, '.iteratr'));
    expect(findProject(deep)).toBe(root);
  });

  it('the same from inside the data directory, which is a repository of its own', () => {
    const dataDir = folder(root, '.iteratr');
    shieldFromClean(dataDir);
    expect(findProject(folder(dataDir, 'transcripts'))).toBe(root);
  });

  it('the working directory if a folder above it cannot be searched', async () => {
    file(root, 'iteratr.yml');
    const hidden = join(root, 'packages');
    for (const path of [base, root]) chmodSync(path, 0o755);
    chmodSync(hidden, 0);
    const { geteuid } = process;
    onTestFinished(() => {
      vi.restoreAllMocks();
      chmodSync(hidden, 0o755);
    });
    const owner = geteuid?.() ?? 0;
    const found = await asNobody(() => {
      vi.spyOn(process, 'geteuid').mockReturnValue(owner);
      return findProject(deep);
    });
    expect(found).toBe(deep);
  });

  it('not a folder of another user, who would decide what runs', () => {
    file(root, 'iteratr.yml');
    const { geteuid } = process;
    onTestFinished(() => void vi.restoreAllMocks());
    vi.spyOn(process, 'geteuid').mockReturnValue((geteuid?.() ?? 0) + 1);
    expect(findProject(deep)).toBe(deep);
    expect(findProject(root)).toBe(root);
  });
});

it('outside of a work tree it is the working directory', () => {
  const plain = folder(base, 'plain', 'sub');
  file(base, 'plain', 'iteratr.yml');
  expect(findProject(plain)).toBe(plain);
});
