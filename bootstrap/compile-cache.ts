// Lets Node keep compiled code between runs, from Node 22.1 on: https://nodejs.org/api/module.html#module-compile-cache
import module from 'node:module';
import { join } from 'node:path';
import { cacheDirectories } from '../adapters/data-dir/cache-directory.ts';
import { BUILD } from './build-info.ts';

type Enable = (directory: string) => unknown;

/**
 * Keeps the code of all modules that are loaded from now on, and uses what an earlier run has kept. Node itself compares the version of
 * Node and the content of each module, so nothing can be stale. Does nothing without a directory in which only the user can write.
 */
export function keepCompiledCode(
  env: Readonly<Record<string, string | undefined>>,
  enable = (module as { readonly enableCompileCache?: Enable }).enableCompileCache,
): void {
  if (!enable) return;
  const [directory] = cacheDirectories(env);
  if (directory !== undefined) enable(join(directory, `compiled-${BUILD.version}`));
}
