// Finds the browser for tests of pages. Without one they fail: a test that is skipped in silence proves nothing.
import { findProgram } from '../../adapters/process/find-program.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'] as const;

/** Returns the path of Chromium, from `CHROMIUM` or `PATH`. Throws if there is none. */
export function findBrowser(): string {
  const found =
    process.env.CHROMIUM ??
    NAMES.map((name) => findProgram(name, { cwd: process.cwd(), env: process.env })).find(Boolean);
  if (found) return found;
  throw new Error(
    'no Chromium was found; install it (Debian: apt install chromium), or set CHROMIUM to its path',
  );
}
