// Specifies which copy of the packaged nats-server is run: one that is the known program, in a private directory of the user.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { cachedServer, type PackagedServer } from '../../../adapters/nats/embedded/server-cache.ts';
import { tempDir } from '../../support/temp-dir.ts';

let base: string;
let packaged: PackagedServer;
let cache: string;

beforeEach(() => {
  base = tempDir();
  vi.stubEnv('TMPDIR', join(base, 'tmp'));
  onTestFinished(() => void vi.unstubAllEnvs());
  mkdirSync(join(base, 'tmp'));
  const source = join(base, 'packaged');
  writeFileSync(source, '#!/bin/sh\n');
  const sha256 = createHash('sha256').update('#!/bin/sh\n').digest('hex');
  packaged = { source, version: '1', sha256 };
  cache = join(base, 'cache', 'iteratr');
});

function find(env: Record<string, string> = { XDG_CACHE_HOME: join(base, 'cache') }): string | undefined {
  return cachedServer(packaged, env);
}

it('is copied once, for the user alone, with a stamp beside it', () => {
  const path = find() ?? '';
  expect(path).toBe(join(cache, 'nats-server-1'));
  expect([path, cache].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700]);
  expect(statSync(`${path}.stamp`).mode & 0o777).toBe(0o600);
  const { ino } = statSync(path);
  expect(find()).toBe(path);
  expect(statSync(path).ino).toBe(ino);
});

it('is copied whole and in order when it takes several pieces', () => {
  const content = Buffer.from(Array.from({ length: 200_001 }, (_, index) => index % 251));
  writeFileSync(packaged.source, content);
  packaged = { ...packaged, sha256: createHash('sha256').update(content).digest('hex') };
  expect(readFileSync(find() ?? '').equals(content)).toBe(true);
});

it.each<[string, (path: string) => void]>([
  ['was changed', (path) => writeFileSync(path, '#!/bin/no\n')],
  ['can be written to by others', (path) => chmodSync(path, 0o777)],
  ['has no stamp', (path) => writeFileSync(`${path}.stamp`, '')],
])('is copied again when it %s', (_, change) => {
  const path = find() ?? '';
  change(path);
  expect(find()).toBe(path);
  expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\n');
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

it('is refused when the packaged program is another one', () => {
  writeFileSync(packaged.source, '#!/bin/evil\n');
  expect(() => find()).toThrow(expect.objectContaining({ code: 'STORE.NO_SERVER' }));
  expect(readdirSync(cache)).toEqual([]);
});

it('takes another place when the cache is a link, relative or no directory', () => {
  mkdirSync(join(base, 'elsewhere'));
  mkdirSync(join(base, 'cache'));
  symlinkSync('../elsewhere', cache);
  const other = join(base, 'tmp', `iteratr-${process.geteuid?.()}`, 'nats-server-1');
  expect(find()).toBe(other);
  expect(find({ XDG_CACHE_HOME: 'relative', HOME: packaged.source })).toBe(other);
});
