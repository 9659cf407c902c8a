// What the interface remembers of the user's choices for this project.
import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import type { Logger } from '../../application/ports/logger.port.ts';
import { readOwnFile } from '../data-dir/own-file.ts';
import { makeOwnDirectory, ownPath } from '../data-dir/own-path.ts';

const NAME = 'interface.json';

export interface Preferences {
  /** Whether the sidebar is shown on wide screens. */
  readonly sidebar: boolean;
}

const DEFAULTS: Preferences = { sidebar: true };

/** The defaults for what was never chosen, or cannot be read. */
export function readPreferences(dataDir: string): Preferences {
  try {
    const { sidebar } = JSON.parse(readOwnFile(dataDir, [NAME]) ?? '{}') as Partial<Preferences>;
    return { sidebar: typeof sidebar === 'boolean' ? sidebar : DEFAULTS.sidebar };
  } catch {
    return DEFAULTS;
  }
}

/** A choice that cannot be kept is logged: it lasts as long as the program then. */
export function writePreferences(dataDir: string, preferences: Preferences, logger: Logger): void {
  try {
    makeOwnDirectory(dataDir);
    const path = ownPath(dataDir, NAME);
    const temporary = `${path}.${randomUUID()}.tmp`;
    writeFileSync(temporary, JSON.stringify(preferences), { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    logger.warn('the choices of the interface cannot be kept', { error });
  }
}
