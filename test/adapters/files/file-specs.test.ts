// Specifies what tells one spec file from another, and how the spec of a session is found again.
import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FileSpecs } from '../../../adapters/files/file-specs.ts';
import { tempDir } from '../../support/temp-dir.ts';

let base: string;
let repository: string;

beforeEach(() => {
  base = realpathSync(tempDir());
  repository = join(base, 'repo');
  write('repo/.git/HEAD');
  write('repo/.git/config');
});

function write(path: string, text = `# ${path}\n`): string {
  const file = join(base, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function specs(cwd = 'repo', dataDir = `${cwd}/.iteratr`): FileSpecs {
  return new FileSpecs({ cwd: join(base, cwd), dataDir: join(base, dataDir) });
}

async function pathOf(named: string, cwd = 'repo'): Promise<string> {
  return (await specs(cwd).read(named)).path;
}

/** As `git worktree add` makes it. */
function addWorkTree(name: string): void {
  write(`repo/.git/worktrees/${name}/commondir`, '../..\n');
  write(`${name}/.git`, `gitdir: ${repository}/.git/worktrees/${name}\n`);
}

describe('a spec', () => {
  it('has one path however it is named, and wherever in the work tree', async () => {
    const file = write('repo/specs/a.md');
    symlinkSync(file, join(repository, 'current.md'));
    symlinkSync(repository, join(base, 'link'));
    for (const named of ['specs/a.md', './specs/../specs/a.md', file, 'current.md']) {
      expect(await pathOf(named)).toBe('specs/a.md');
    }
    expect(await pathOf('a.md', 'repo/specs')).toBe('specs/a.md');
    expect(await pathOf('specs/a.md', 'link')).toBe('specs/a.md');
    expect(await specs().read('current.md')).toMatchObject({
      nameFrom: 'current.md',
      text: '# repo/specs/a.md\n',
    });
  });

  it('has another path than its namesake in another folder, and in another case', async () => {
    write('repo/a/feature.md');
    write('repo/b/feature.md');
    expect([await pathOf('a/feature.md'), await pathOf('b/feature.md')]).toEqual([
      'a/feature.md',
      'b/feature.md',
    ]);
  });

  it('outside of the work tree has its absolute path; without git it is the work dir that counts', async () => {
    const outside = write('other/a.md');
    write('plain/specs/a.md');
    expect(await pathOf('../other/a.md')).toBe(outside);
    expect(await pathOf('specs/a.md', 'plain')).toBe('specs/a.md');
    expect(await pathOf('../other/a.md', 'plain')).toBe(outside);
  });

  it('has the same path in every work tree of the repository, and not in another repository', async () => {
    addWorkTree('tree');
    write('tree/specs/a.md');
    const main = write('repo/specs/a.md');
    write('stranger/.git/HEAD');
    write('stranger/.git/config');
    const stranger = write('stranger/specs/a.md');
    expect(await pathOf('specs/a.md', 'tree')).toBe('specs/a.md');
    expect(await pathOf(main, 'tree')).toBe('specs/a.md');
    expect(await pathOf(stranger)).toBe(stranger);
  });

  it('keeps the form that its name has on the disk, and is the same in each', async () => {
    const file = 'résumé.md'.normalize('NFD');
    write(`repo/${file}`);
    expect(await pathOf(file)).toBe(file);
    expect(specs().isSame(file, 'résumé.md')).toBe(true);
    expect(specs().locate({ spec: file, specPath: file })).toBe(file);
  });

  it('from a pipe is told by what came out of it, and read once', async () => {
    const fifo = join(base, 'fifo');
    const read = async (text: string) => {
      rmSync(fifo, { force: true });
      execFileSync('sh', ['-c', 'mkfifo "$0"', fifo]);
      const all = specs();
      const reading = all.read(fifo);
      writeFileSync(fifo, text);
      expect(await all.read(fifo)).toBe(await reading);
      return reading;
    };
    const one = await read('one\n');
    expect(one).toMatchObject({ text: 'one\n', path: expect.stringMatching(/^pipe:[0-9a-f]{8}$/) });
    expect(one.nameFrom).toBe(one.path.replace('pipe:', 'piped-'));
    expect((await read('one\n')).path).toBe(one.path);
    expect((await read('two\n')).path).not.toBe(one.path);
  });

  it('that cannot be read is told', async () => {
    await expect(specs().read('no.md')).rejects.toMatchObject({ code: 'SPEC.UNREADABLE' });
  });
});

describe('the spec of a session', () => {
  const recorded = (specPath: string) => ({ spec: specPath, specPath });
  const former = (spec: string) => ({ spec, specPath: null });

  it('is found from every directory', () => {
    const file = write('repo/specs/a.md');
    mkdirSync(join(repository, 'sub'));
    expect(specs().locate(recorded('specs/a.md'))).toBe('specs/a.md');
    expect(specs('repo/specs').locate(recorded('specs/a.md'))).toBe('a.md');
    expect(specs('repo/sub').locate(recorded('specs/a.md'))).toBe(file);
    expect(specs().locate(recorded('/elsewhere/a.md'))).toBe('/elsewhere/a.md');
    expect(specs().locate(recorded('pipe:01234567'))).toBeUndefined();
    expect(specs().locate({ spec: null, specPath: null })).toBeUndefined();
  });

  it('that an older version recorded is found where that ran, or where the repository is now', () => {
    write('repo/sub/a.md');
    write('repo/a.md');
    expect(specs('repo', 'repo/sub/.iteratr').locate(former('a.md'))).toBe('sub/a.md');
    expect(specs().locate(former('a.md'))).toBe('a.md');
    expect(specs().locate(former('/was/here/sub/a.md'))).toBe('sub/a.md');
    expect(specs().locate(former('gone.md'))).toBe('gone.md');
    expect(specs().locate(former('/dev/fd/63'))).toBeUndefined();
  });
});

describe('what an older version recorded', () => {
  it('is the spec however it was named', () => {
    const file = write('repo/specs/a.md');
    for (const named of ['specs/a.md', './specs/a.md', file, 'specs//a.md']) {
      expect([named, specs().isSame(named, 'specs/a.md')]).toEqual([named, true]);
      expect([named, specs().isSame(named, 'specs/b.md')]).toEqual([named, false]);
    }
  });

  it('is what it was in the directory that it was recorded in', () => {
    write('repo/feature.md');
    write('repo/sub/feature.md');
    expect(specs('repo/sub', 'repo/.iteratr').isSame('feature.md', 'feature.md')).toBe(true);
    expect(specs('repo/sub', 'repo/.iteratr').isSame('feature.md', 'sub/feature.md')).toBe(false);
    expect(specs('repo/sub').isSame('feature.md', 'sub/feature.md')).toBe(true);
  });

  it('is the same file after the repository has moved, and in another work tree', () => {
    const file = write('repo/specs/a.md');
    addWorkTree('tree');
    write('tree/specs/a.md');
    expect(specs('tree').isSame(file, 'specs/a.md')).toBe(true);
    write('repo/a.md');
    renameSync(repository, join(base, 'moved'));
    expect(specs('moved').isSame(file, 'specs/a.md')).toBe(true);
    expect(specs('moved').isSame(file, 'a.md')).toBe(false);
  });

  it('is another spec where the file is in another place, is gone, or was a pipe', () => {
    write('repo/b/feature.md');
    const stranger = write('stranger/b/feature.md');
    expect(specs().isSame(stranger, 'b/feature.md')).toBe(false);
    expect(specs().isSame(join(repository, 'a/feature.md'), 'b/feature.md')).toBe(false);
    expect(specs().isSame('a/feature.md', 'b/feature.md')).toBe(false);
    expect(specs().isSame('/dev/fd/63', 'pipe:01234567')).toBe(false);
    expect(specs().isSame('/dev/fd/63', '/dev/fd/63')).toBe(false);
  });
});
