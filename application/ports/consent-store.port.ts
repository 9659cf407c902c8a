// What the user has consented to: for each folder, what its files may make the program do.

/** Stored for one folder. Values are kept as they may be shown; whether one has changed is told by its digest. */
export interface Consent {
  /** Absolute, with links resolved. */
  readonly folder: string;
  /** ISO 8601, UTC. */
  readonly given: string;
  readonly settings: readonly { readonly key: string; readonly shown: string; readonly digest: string }[];
  /** null when there was no hooks file. */
  readonly hooks: { readonly digest: string; readonly lines: readonly string[] } | null;
}

/** Synchronous: every command asks before it reads its configuration, and the files are small. */
export interface ConsentStore {
  /** undefined when there is none. Throws `CONSENT` when it cannot be read or is not the user's own. */
  find(folder: string): Consent | undefined;
  /** Replaces the folder's consent as a whole. Throws `CONSENT` when it cannot be stored. */
  save(consent: Consent): void;
  /** Returns whether there was one. Throws `CONSENT`. */
  delete(folder: string): boolean;
  /** Ordered by folder. Throws `CONSENT`. */
  list(): readonly Consent[];
}
