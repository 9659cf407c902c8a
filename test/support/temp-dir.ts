// Directories of their own for tests, removed when the test ends however it ends.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty directory that exists until the running test is finished. */
export function tempDir(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-test-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
