// Given a project, when specs are looked for, then these files are found, in this order.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findSpecs } from '../../../adapters/files/find-specs.ts';
import { asNobody } from '../../support/as-nobody.ts';
import { tempDir } from '../../support/temp-dir.ts';

const NEVER = new AbortController().signal;

function project(...paths: readonly string[]): string {
  const root = tempDir(onTestFinished);
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  }
  return root;
}

async function found(root: string, skip: readonly string[] = [], signal = NEVER): Promise<string[]> {
  return (await findSpecs(root, { skip, signal })).map(({ path }) => path);
}

it('are texts: those of specs first, then the nearest', async () => {
  const root = project('docs/guide/a.md', 'NOTES.TXT', 'readme.md', 'specs/b/c.md', 'specs/z.md', 'main.ts');
  expect(await found(root)).toEqual([
    'specs/z.md',
    'specs/b/c.md',
    'NOTES.TXT',
    'readme.md',
    'docs/guide/a.md',
  ]);
});

it('are not in what tools fill, in hidden directories, or in what is to be skipped', async () => {
  const root = project('node_modules/x/readme.md', '.git/a.md', 'dist/a.md', 'data/a.md', 'a.md');
  expect(await found(root, [join(root, 'data')])).toEqual(['a.md']);
});

it('are files, not links: a link to a directory above would never end', async () => {
  const root = project('a/b.md');
  symlinkSync(root, join(root, 'a', 'up'));
  expect(await found(root)).toEqual(['a/b.md']);
});

it('say when they were changed', async () => {
  const before = Date.now() - 5_000;
  const [spec] = await findSpecs(project('a.md'), { skip: [], signal: NEVER });
  expect(spec?.modified.getTime()).toBeGreaterThan(before);
});

it('are not looked for any more after an abort', async () => {
  expect(await found(project('a.md'), [], AbortSignal.abort())).toEqual([]);
});

it('are found beside a directory that cannot be read', async () => {
  const root = project('shut/a.md', 'b.md');
  chmodSync(root, 0o755);
  chmodSync(join(root, 'shut'), 0o000);
  const paths = await asNobody(() => found(root));
  chmodSync(join(root, 'shut'), 0o700);
  expect(paths).toEqual(['b.md']);
});
