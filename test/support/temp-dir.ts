// Directories of their own for tests, removed when the test ends however it ends.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Takes what is to be done at the end of whatever the directory is for. */
export type OnEnd = (cleanUp: () => void | Promise<void>) => void;

/** An empty directory that exists until the running test is finished, or until what `onEnd` stands for. */
export function tempDir(onEnd: OnEnd = onTestFinished): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-test-')));
  onEnd(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
