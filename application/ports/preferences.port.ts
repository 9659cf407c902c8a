// The user's choices in the interface, for this project.

export interface Preferences {
  /** Whether the sidebar is shown on wide screens. */
  readonly sidebar: boolean;
}

export interface PreferencesStore {
  /** The defaults for what was never chosen or cannot be read. */
  read(): Preferences;
  /** A choice that cannot be stored is logged: it lasts as long as the program. */
  write(preferences: Preferences): void;
}
