// Prepares all tests: rebuilds the bundle for the end-to-end tests if a source is newer, and creates a shared cache.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['domain', 'application', 'adapters', 'bootstrap', 'package.json', 'package-lock.json'];

/** Returns the function that cleans up after all tests. */
export function setup(): () => void {
  const bundle = join(ROOT, 'dist', 'iteratr.js');
  const built = existsSync(bundle) ? statSync(bundle).mtimeMs : 0;
  if (SOURCES.some((source) => newestChange(join(ROOT, source)) > built)) {
    execFileSync(process.execPath, [join(ROOT, 'bootstrap', 'bundle.mjs')], { stdio: 'inherit' });
  }
  // Workers inherit this environment, so the packaged nats-server is copied here once instead of once per HOME.
  const cache = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-cache-')));
  process.env.XDG_CACHE_HOME = cache;
  return () => rmSync(cache, { recursive: true, force: true });
}

/** Returns the time of the newest change in milliseconds. Includes folders, because removing a file changes only its folder. */
function newestChange(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
