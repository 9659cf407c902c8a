// The user's choices in the dashboard, per project.

export interface Preferences {
  /** Whether the sidebar is shown on wide screens. */
  readonly sidebar: boolean;
}

export interface PreferencesStore {
  /** Returns the preferences, with defaults for those that were never chosen or cannot be read. */
  read(): Preferences;
  /** Saves the preferences. A failure is logged, and the choice lasts until the program exits. */
  write(preferences: Preferences): void;
}
