// Text is appended to files, and a pipe without a reader is an error instead of a wait.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appendToFile } from '../../../adapters/files/append-to-file.ts';
import { tempDir } from '../../support/temp-dir.ts';

it('keeps what is there, and creates what is not', async () => {
  const path = join(tempDir(), 'summary.md');
  await appendToFile(path, 'one\n');
  await appendToFile(path, 'two\n');
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
});

it('does not wait for the reader of a pipe', async () => {
  const path = join(tempDir(), 'pipe');
  execFileSync('mkfifo', [path]);
  await expect(appendToFile(path, 'one\n')).rejects.toThrow(/ENXIO/);
});
