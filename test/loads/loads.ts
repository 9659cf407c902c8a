// Which npm packages each command of the built program loads.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRAM = join(ROOT, 'dist', 'iteratr.js');
const RECORD = fileURLToPath(new URL('record.cjs', import.meta.url));
const PACKAGE = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/;

/** The modules in each file of the bundle. */
type Bundle = Readonly<Record<string, readonly string[]>>;

/**
 * Runs a command line in `directory` and returns the packages it loaded, sorted. Only what the command loads before it ends
 * counts.
 */
export function packagesOf(args: readonly string[], directory: string): readonly string[] {
  const loaded = join(directory, 'loaded-modules');
  const work = join(directory, 'work');
  mkdirSync(work, { recursive: true });
  rmSync(loaded, { force: true });
  spawnSync(process.execPath, ['--require', RECORD, PROGRAM, ...args], {
    cwd: work,
    env: { PATH: process.env.PATH, HOME: directory, LOADED_MODULES: loaded },
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 60_000,
  });
  const files = existsSync(loaded) ? readFileSync(loaded, 'utf8').split('\n') : [];
  if (!files.includes(PROGRAM)) throw new Error(`nothing was recorded of ${args.join(' ')}`);
  const packages = files.filter((file) => /\.[cm]?js$/.test(file)).flatMap((file) => [...packagesIn(file)]);
  return [...new Set(packages)].sort();
}

let bundle: Bundle | undefined;

/** A file of the bundle holds several packages; a file outside of it is of one. */
function packagesIn(file: string): readonly string[] {
  bundle ??= JSON.parse(readFileSync(join(ROOT, 'dist', 'bundle.json'), 'utf8')) as Bundle;
  const modules = bundle[relative(ROOT, file)] ?? [file];
  return modules.flatMap((path) => PACKAGE.exec(path)?.[1] ?? []);
}
