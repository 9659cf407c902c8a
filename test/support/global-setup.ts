// Before all tests: the bundle the end-to-end tests run, built again when a source is newer, and one cache for all of them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['domain', 'application', 'adapters', 'bootstrap', 'package.json', 'package-lock.json'];

/** Returns what is to be done after all tests. */
export function setup(): () => void {
  const bundle = join(ROOT, 'dist', 'iteratr.js');
  const built = existsSync(bundle) ? statSync(bundle).mtimeMs : 0;
  if (SOURCES.some((source) => newestChange(join(ROOT, source)) > built)) {
    execFileSync(process.execPath, [join(ROOT, 'bootstrap', 'bundle.mjs')], { stdio: 'inherit' });
  }
  // Workers are started with this environment; the packaged nats-server is copied here once, not for every HOME.
  const cache = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-cache-')));
  process.env.XDG_CACHE_HOME = cache;
  return () => rmSync(cache, { recursive: true, force: true });
}

/** In milliseconds; a folder counts too, since a file that was removed changes only that. */
function newestChange(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
