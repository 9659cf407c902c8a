// Where the work trees of workers are.
import { join } from 'node:path';
import type { AppConfig } from '../adapters/config/config-schema.ts';
import { stateDirectory } from '../adapters/files/file-consent-store.ts';
import type { Environment } from '../application/environment.ts';

/** Returns the absolute path of the directory for those of all repositories. */
export function worktreesDirectory(
  { worktreesDir }: Pick<AppConfig, 'worktreesDir'>,
  { env, home }: Environment,
): string {
  return worktreesDir || join(stateDirectory(env, home), 'worktrees');
}
