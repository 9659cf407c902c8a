// opencode, the agent of those who name none: how it is started, protected and installed.
import { randomBytes } from 'node:crypto';

export const OPENCODE = {
  name: 'opencode',
  command: ['opencode', 'acp'],
  install: 'npm install -g opencode-ai',
  login: 'opencode auth login',
  models: 'opencode models',
  /** Where a project can define providers and models for it. */
  projectFiles: ['opencode.json', 'opencode.jsonc', '.opencode'],
} as const;

/** The password of its HTTP API. Without one, that answers every local user and every web page. */
export const SERVER_PASSWORD = 'OPENCODE_SERVER_PASSWORD';

/**
 * The password for one start: the user's own, otherwise a new one of 256 bits. Every agent gets it, whatever its command line:
 * that may be a path, `npx opencode-ai acp` or a shell that starts opencode, and to others it means nothing.
 */
export function serverPassword(env: Readonly<Record<string, string>>): string {
  return env[SERVER_PASSWORD] || randomBytes(32).toString('hex');
}
