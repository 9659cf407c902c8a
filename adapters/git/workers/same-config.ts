// Refuses to run git when an agent has changed which programs git would run, or where it would connect.
import { AdapterError } from '../../../application/errors.ts';
import type { ConfigChanges } from '../executed-config.ts';
import type { GitGuard } from '../git-guard.ts';

/**
 * Throws `AdapterError` `GIT` if keys that git uses for this changed since the first check of the repository at `root`. `tree`: the work
 * tree in which git would run. `isOurs`: which keys matter, by default all.
 */
export async function requireSameConfig(
  guard: GitGuard,
  root: string,
  uses: readonly (keyof ConfigChanges)[],
  { tree = root, isOurs = (_key: string): boolean => true } = {},
): Promise<void> {
  const changes = await guard.check(root, { tree });
  const keys = uses.flatMap((use) => changes[use]).filter(isOurs);
  if (keys.length === 0) return;
  const problem = `git was not run, its configuration changed during the run: ${keys.join(', ')}`;
  throw new AdapterError('GIT', problem, { remedy: `look at them with \`git config --show-origin --list\`` });
}
