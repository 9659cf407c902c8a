// Specifies when a store of the Go program in the data directory is told of.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { foreignStore } from '../../../adapters/data-dir/foreign-store.ts';
import { tempDir } from '../../support/temp-dir.ts';

it('is told of until there is a store of ours', () => {
  const dataDir = tempDir();
  expect(foreignStore(dataDir)).toBeUndefined();
  mkdirSync(join(dataDir, 'data'));
  expect(foreignStore(dataDir)).toBe(join(dataDir, 'data'));
  mkdirSync(join(dataDir, 'jetstream'));
  expect(foreignStore(dataDir)).toBeUndefined();
});

it('is a directory', () => {
  const dataDir = tempDir();
  writeFileSync(join(dataDir, 'data'), '');
  expect(foreignStore(dataDir)).toBeUndefined();
  expect(foreignStore(join(dataDir, 'data', 'below'))).toBeUndefined();
});
