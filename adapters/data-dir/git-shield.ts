// Makes `git clean -fdx` skip the data directory: git leaves a repository inside the repository alone.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gitCommonDirOf, gitRootOf } from './git-root.ts';

/**
 * Creates the minimum of a repository in the directory, and excludes the directory in the repository around it, without which
 * `git add -A` would fail. Does nothing outside of a repository, or if it is done already. Throws file system errors.
 */
export function shieldFromClean(dataDir: string): void {
  const own = join(dataDir, '.git');
  if (existsSync(own)) return;
  const root = gitRootOf(dirname(dataDir));
  const common = root === undefined ? undefined : gitCommonDirOf(root);
  // A repository without a configuration is the one that iteratr makes in a data directory.
  if (root === undefined || common === undefined || !existsSync(join(common, 'config'))) return;
  exclude(common, `/${relative(root, dataDir)}/`);
  for (const part of ['objects', 'refs']) mkdirSync(join(own, part), { recursive: true, mode: 0o700 });
  writeFileSync(join(own, 'HEAD'), 'ref: refs/heads/main\n', { mode: 0o600 });
}

function exclude(common: string, path: string): void {
  const file = join(common, 'info', 'exclude');
  const pattern = path.replaceAll(/[\\*?[\]]/g, '\\$&');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (text.split('\n').includes(pattern)) return;
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${pattern}\n`);
}
