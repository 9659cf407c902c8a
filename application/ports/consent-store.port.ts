// Stores the user's consents: for each folder, which settings and hooks of its files iteratr may use.

/** The consent for one folder. `shown` is a value as it may be displayed; `digest` tells whether the value has changed. */
export interface Consent {
  /** Absolute, with links resolved. */
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly given: string;
  readonly settings: readonly { readonly key: string; readonly shown: string; readonly digest: string }[];
  /** null if there was no hooks file. */
  readonly hooks: { readonly digest: string; readonly lines: readonly string[] } | null;
}

/** Synchronous, because every command asks before it reads its configuration, and the files are small. */
export interface ConsentStore {
  /** Returns the folder's consent, or undefined. Throws `CONSENT` if it cannot be read or is not owned by the user. */
  find(folder: string): Consent | undefined;
  /** Replaces the folder's whole consent. Throws `CONSENT` if it cannot be stored. */
  save(consent: Consent): void;
  /** Deletes the folder's consent. Returns whether there was one. Throws `CONSENT`. */
  delete(folder: string): boolean;
  /** Returns all consents, ordered by folder. Throws `CONSENT`. */
  list(): readonly Consent[];
}
