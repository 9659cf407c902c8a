// What the interface remembers of the user's choices for this project.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../../application/ports/logger.port.ts';

export interface Preferences {
  /** Whether the sidebar is shown on wide screens. */
  readonly sidebar: boolean;
}

const DEFAULTS: Preferences = { sidebar: true };

/** The defaults for what was never chosen, or cannot be read. */
export function readPreferences(dataDir: string): Preferences {
  try {
    const { sidebar } = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Partial<Preferences>;
    return { sidebar: typeof sidebar === 'boolean' ? sidebar : DEFAULTS.sidebar };
  } catch {
    return DEFAULTS;
  }
}

/** A choice that cannot be kept is logged: it lasts as long as the program then. */
export function writePreferences(dataDir: string, preferences: Preferences, logger: Logger): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(fileIn(dataDir), JSON.stringify(preferences), { mode: 0o600 });
  } catch (error) {
    logger.warn('the choices of the interface cannot be kept', { error });
  }
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'interface.json');
}
