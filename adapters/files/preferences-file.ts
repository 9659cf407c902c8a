// Stores the user's preferences for the dashboard in this project.
import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { Preferences, PreferencesStore } from '../../application/ports/preferences.port.ts';
import { prepareDataDir } from '../data-dir/data-dir.ts';
import { readOwnFile } from '../data-dir/own-file.ts';
import { ownPath } from '../data-dir/own-path.ts';

const NAME = 'interface.json';

const DEFAULTS: Preferences = { sidebar: true };

export class FilePreferences implements PreferencesStore {
  constructor(
    private readonly dataDir: string,
    private readonly logger: Logger,
  ) {}

  read(): Preferences {
    try {
      const { sidebar } = JSON.parse(readOwnFile(this.dataDir, [NAME]) ?? '{}') as Partial<Preferences>;
      return { sidebar: typeof sidebar === 'boolean' ? sidebar : DEFAULTS.sidebar };
    } catch {
      return DEFAULTS;
    }
  }

  write(preferences: Preferences): void {
    try {
      prepareDataDir(this.dataDir);
      const path = ownPath(this.dataDir, NAME);
      const temporary = `${path}.${randomUUID()}.tmp`;
      writeFileSync(temporary, JSON.stringify(preferences), { mode: 0o600, flag: 'wx' });
      renameSync(temporary, path);
    } catch (error) {
      this.logger.warn('could not save the preferences of the interface', { error });
    }
  }
}
