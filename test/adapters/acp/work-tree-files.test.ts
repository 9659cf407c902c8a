// Specifies what an agent can read and write through its client, and every way out of the work tree that is shut.
import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWorkTreeFile, writeWorkTreeFile } from '../../../adapters/acp/work-tree-files.ts';
import { PROPERTY_LIMIT_MS } from '../../support/property-limit.ts';

let base: string;
let root: string;
let outside: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'iteratr-files-'));
  root = join(base, 'tree');
  outside = join(base, 'tree-outside');
  await mkdir(join(root, 'dir'), { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, 'secret'), 'secret');
  await writeFile(join(root, 'a.txt'), 'one\ntwo\nthree\n');
});

afterEach(() => rm(base, { recursive: true, force: true }));

describe('reading', () => {
  it('gives the whole file, by absolute or by relative path', async () => {
    expect(await readWorkTreeFile(root, join(root, 'a.txt'))).toBe('one\ntwo\nthree\n');
    expect(await readWorkTreeFile(root, 'dir/../a.txt')).toBe('one\ntwo\nthree\n');
  });

  it.each([
    [{ line: 2 }, 'two\nthree\n'],
    [{ limit: 1 }, 'one'],
    [{ line: 2, limit: 1 }, 'two'],
    [{ line: 9, limit: 1 }, ''],
    [{ line: null, limit: null }, 'one\ntwo\nthree\n'],
  ])('gives the lines asked for: %j', async (range, expected) => {
    expect(await readWorkTreeFile(root, 'a.txt', range)).toBe(expected);
  });

  it('gives the lines that splitting the text gives, wherever its parts end', {
    timeout: PROPERTY_LIMIT_MS,
  }, async () => {
    const range = fc.option(fc.nat(6), { nil: null });
    const text = fc.string({ unit: fc.constantFrom('\n', 'ä', 'b'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(text, range, range, async (written, line, limit) => {
        await writeFile(join(root, 'a.txt'), written);
        const first = Math.max(0, (line ?? 1) - 1);
        const lines = written.split('\n').slice(first, limit === null ? undefined : first + limit);
        expect(await readWorkTreeFile(root, 'a.txt', { line, limit })).toBe(lines.join('\n'));
      }),
    );
  });

  it('gives parts of a huge file, but not all of it', async () => {
    const file = await open(join(root, 'huge.txt'), 'w');
    await file.truncate(200 * 1024 * 1024);
    await file.write('first\nsecond\n', 0);
    await file.write('\nlast', 200 * 1024 * 1024);
    await file.close();
    expect(await readWorkTreeFile(root, 'huge.txt', { line: 2, limit: 1 })).toBe('second');
    expect(await readWorkTreeFile(root, 'huge.txt', { line: 4 })).toBe('last');
    const refused = 'huge.txt has more than 10 MB; read a part of it with line and limit';
    await expect(readWorkTreeFile(root, 'huge.txt')).rejects.toThrow(refused);
    await expect(readWorkTreeFile(root, 'huge.txt', { line: 3, limit: 1 })).rejects.toThrow(refused);
  });

  it('does not wait for a writer of a pipe', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(readWorkTreeFile(root, 'pipe')).rejects.toThrow('pipe is not a regular file');
  });

  it('says when a file is missing, or is no file', async () => {
    await expect(readWorkTreeFile(root, 'none.txt')).rejects.toMatchObject({ missing: true });
    await expect(readWorkTreeFile(root, 'dir')).rejects.toThrow('not a regular file');
    await expect(readWorkTreeFile(root, 'a.txt/below')).rejects.toThrow('a.txt/below');
  });
});

describe('writing', () => {
  it('creates a file and its directories', async () => {
    await writeWorkTreeFile(root, join(root, 'new/deep/b.txt'), 'b');
    expect(await readFile(join(root, 'new/deep/b.txt'), 'utf8')).toBe('b');
    expect(await readdir(join(root, 'new/deep'))).toEqual(['b.txt']);
  });

  it('keeps the mode of a file it replaces', async () => {
    await chmod(join(root, 'a.txt'), 0o755);
    await writeWorkTreeFile(root, 'a.txt', 'new');
    expect((await stat(join(root, 'a.txt'))).mode & 0o777).toBe(0o755);
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('new');
  });

  it('replaces the file instead of writing into it, so that nobody reads a part', async () => {
    const before = await stat(join(root, 'a.txt'));
    await writeWorkTreeFile(root, 'a.txt', 'new');
    expect((await stat(join(root, 'a.txt'))).ino).not.toBe(before.ino);
  });

  it('follows a link that stays inside, and keeps it a link', async () => {
    await symlink('a.txt', join(root, 'link'));
    await writeWorkTreeFile(root, 'link', 'through');
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('through');
    expect(
      (await readdir(root, { withFileTypes: true })).find(({ name }) => name === 'link')?.isSymbolicLink(),
    ).toBe(true);
  });

  it('does not replace a directory, and leaves no draft behind', async () => {
    await expect(writeWorkTreeFile(root, 'dir', 'x')).rejects.toThrow('not a regular file');
    expect((await readdir(root)).sort()).toEqual(['a.txt', 'dir']);
  });
});

describe('outside the work tree', () => {
  beforeEach(async () => {
    await symlink(outside, join(root, 'way-out'));
    await symlink(join(outside, 'secret'), join(root, 'secret-link'));
    await symlink(join(outside, 'not-yet'), join(root, 'dangling'));
    await symlink('way-out', join(root, 'two-steps'));
  });

  it.each([
    ['a path upwards', () => '../tree-outside/secret'],
    ['an absolute path', () => join(outside, 'secret')],
    ['a sibling whose name begins the same', () => `${root}-outside/secret`],
    ['a link to a file', () => 'secret-link'],
    ['a link to a directory', () => 'way-out/secret'],
    ['a link to a link', () => 'two-steps/secret'],
    ['a new file behind a link', () => 'way-out/new'],
    ['a new directory behind a link', () => 'way-out/new/deep'],
    ['a new file at the end of a link', () => 'dangling'],
    ['a new file upwards', () => 'dir/../../tree-outside/new'],
  ])('nothing is reached by %s', async (_, path) => {
    await expect(writeWorkTreeFile(root, path(), 'stolen')).rejects.toThrow(
      /outside the work tree|broken link/,
    );
    await expect(readWorkTreeFile(root, path())).rejects.toThrow(/outside the work tree|broken link/);
    expect(await readdir(outside)).toEqual(['secret']);
    expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
  });

  it('the work tree itself may be reached through a link', async () => {
    await symlink(root, join(base, 'alias'));
    const alias = join(base, 'alias');
    expect(await readWorkTreeFile(alias, join(alias, 'a.txt'))).toContain('one');
    await writeWorkTreeFile(alias, join(alias, 'c.txt'), 'c');
    expect(await readFile(join(root, 'c.txt'), 'utf8')).toBe('c');
  });
});
