// Protected files in a real directory: which are read, when their content counts as changed, and their diffs.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GlobbedFiles } from '../../../adapters/git/protected-files.ts';
import { UNRECORDED_PROCESSES } from '../../../adapters/process/system-processes.ts';
import { SILENT } from '../../support/harness.ts';
import { tempDir } from '../../support/temp-dir.ts';

function project(files: Readonly<Record<string, string>>, { git = true } = {}): string {
  const folder = tempDir();
  if (git) execFileSync('git', ['init', '-q'], { cwd: folder });
  for (const [path, content] of Object.entries(files)) write(folder, path, content);
  return folder;
}

function write(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function protect(folder: string, globs: readonly string[], allowNew = false): GlobbedFiles {
  return new GlobbedFiles({
    ...{ folder, globs, allowNew, ownFiles: ['iteratr.yml'] },
    ...{ processes: UNRECORDED_PROCESSES, logger: SILENT },
  });
}

const FILES = {
  'src/a.ts': 'a',
  'src/a.test.ts': 'test a',
  'test/b.ts': 'b',
  'test/deep/.hidden': 'h',
  'test/node_modules/x.ts': 'x',
  'test/fixtures/f.txt': 'f',
  '.github/ci.yml': 'ci',
  'iteratr.yml': 'protect: []',
};

describe('the globs', () => {
  it.each([
    [['test'], ['test/b.ts', 'test/deep/.hidden', 'test/fixtures/f.txt']],
    [
      ['./test/', '!test/fixtures'],
      ['test/b.ts', 'test/deep/.hidden'],
    ],
    [['**/*.test.ts'], ['src/a.test.ts']],
    [['.github/**'], ['.github/ci.yml']],
    [['{src,test}/*.ts'], ['src/a.test.ts', 'src/a.ts', 'test/b.ts']],
    [[], []],
  ])('%j name files, and iteratr’s own are there always', async (globs, paths) => {
    const files = protect(project(FILES), globs);
    expect([...(await files.read()).keys()].filter((path) => path !== 'iteratr.yml')).toEqual(paths);
    for (const path of [...paths, 'iteratr.yml']) expect(files.covers(path)).toBe(true);
    expect(files.covers('other.txt')).toBe(false);
  });

  it('that match nothing are named', async () => {
    const files = protect(project(FILES), ['test', 'tests/**', '!nothing']);
    await files.read();
    expect(files.unmatched).toEqual(['tests/**']);
  });

  it('cover new files, which may be allowed, but not a new file of iteratr', () => {
    const files = protect(project({}), ['test'], true);
    expect([files.allowsNew('test/new.ts'), files.allowsNew('iteratr.yml')]).toEqual([true, false]);
    expect(protect(project({}), ['test']).allowsNew('test/new.ts')).toBe(false);
  });
});

describe('the content', () => {
  it.each<[string, (folder: string) => void]>([
    ['another text', (folder) => write(folder, 'test/b.ts', 'B')],
    ['another mode', (folder) => chmodSync(join(folder, 'test/b.ts'), 0o755)],
    [
      'a link in its place',
      (folder) => {
        unlinkSync(join(folder, 'test/b.ts'));
        symlinkSync('../src/a.ts', join(folder, 'test/b.ts'));
      },
    ],
    [
      'a directory in its place',
      (folder) => {
        unlinkSync(join(folder, 'test/b.ts'));
        mkdirSync(join(folder, 'test/b.ts'));
      },
    ],
    ['nothing', (folder) => rmSync(join(folder, 'test'), { recursive: true })],
  ])('is another one with %s', async (_, change) => {
    const folder = project(FILES);
    const files = protect(folder, ['test/b.ts']);
    const before = (await files.read()).get('test/b.ts');
    expect(before).toMatch(/^100644 [0-9a-f]{40}$/);
    change(folder);
    expect((await files.read()).get('test/b.ts')).not.toBe(before);
  });

  it('is the same with another time', async () => {
    const folder = project(FILES);
    const files = protect(folder, ['test']);
    const before = await files.read();
    write(folder, 'test/b.ts', 'b');
    expect(await files.read()).toEqual(before);
  });
});

describe('the diff', () => {
  it('is known although nothing was committed', async () => {
    const folder = project(FILES);
    const files = protect(folder, ['test']);
    const found = await files.read();
    await files.keep(found);
    write(folder, 'test/b.ts', 'changed\n');
    expect(await files.diff('test/b.ts', found.get('test/b.ts') ?? null)).toBe(
      '--- a/test/b.ts\n+++ b/test/b.ts\n@@ -1,1 +1,1 @@\n-b\n\\ No newline at end of file\n+changed\n',
    );
    rmSync(join(folder, 'test/b.ts'));
    expect(await files.diff('test/b.ts', found.get('test/b.ts') ?? null)).toContain('+++ /dev/null');
    write(folder, 'test/new.ts', 'new\n');
    expect(await files.diff('test/new.ts', null)).toContain('--- /dev/null\n+++ b/test/new.ts');
  });

  it.each<[string, (folder: string) => void, boolean]>([
    ['for bytes', (folder) => write(folder, 'test/b.ts', 'a\0b'), true],
    ['for a huge file', (folder) => write(folder, 'test/b.ts', 'x'.repeat(2_000_000)), true],
    ['outside of a repository', (folder) => write(folder, 'test/b.ts', 'c'), false],
  ])('is not shown %s', async (_, change, git) => {
    const folder = project(FILES, { git });
    const files = protect(folder, ['test']);
    const found = await files.read();
    await files.keep(found);
    change(folder);
    expect(await files.diff('test/b.ts', found.get('test/b.ts') ?? null)).toBe('');
  });
});
