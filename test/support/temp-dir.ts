// Creates temporary directories for tests, which are removed however the test ends.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Registers a cleanup function. */
export type OnEnd = (cleanUp: () => void | Promise<void>) => void;

/** Creates an empty directory. It is removed when the running test ends, or by the cleanup registered with `onEnd`. */
export function tempDir(onEnd: OnEnd = onTestFinished): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-test-')));
  onEnd(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
