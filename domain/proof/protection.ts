// Protected files, such as tests: which of them differ from the content that the user last accepted.

/** What happened to a protected file. */
export const PROTECTED_CHANGES = ['changed', 'deleted', 'added'] as const;
type ChangeKind = (typeof PROTECTED_CHANGES)[number];

export interface ProtectedChange {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly kind: ChangeKind;
  /** Identifies the content that was found; null for a deleted file. */
  readonly hash: string | null;
}

/** A change as it is recorded. */
export interface ShownChange extends ProtectedChange {
  /** As a unified diff, bounded; '' if the accepted content is not known any more. */
  readonly diff: string;
}

/** A path and what identifies its accepted content; null: there is no such file. */
export interface AcceptedFile {
  readonly path: string;
  readonly hash: string | null;
}

export interface Protection {
  /** Identifies the accepted content by path; null before the first run that protects files. */
  readonly accepted: Readonly<Record<string, string>> | null;
  /** What differed from it the last time that iteratr looked, at most `LISTED` of them. */
  readonly changes: readonly ProtectedChange[];
}

export const NO_PROTECTION: Protection = { accepted: null, changes: [] };

/**
 * Whether a session has protected files that must be compared, although the configuration no longer asks for it: an agent may have
 * changed the configuration. `isCrashed`: whether the last run did not end in order.
 */
export function isUnsettled({ accepted, changes }: Protection, isCrashed: boolean): boolean {
  return accepted !== null && (changes.length > 0 || isCrashed);
}

/** Number of changes that are recorded together; the others follow when these are undone or accepted. */
export const LISTED = 100;

/** What is protected in this run. */
export interface ProtectionRules {
  /** Whether a file is protected now. */
  covers(path: string): boolean;
  /** Whether a new file is no change. */
  allowsNew(path: string): boolean;
}

/** Returns what differs from the accepted content, sorted by path. `found`: the protected files that exist, by path. */
export function changesOf(
  { accepted }: Protection,
  found: ReadonlyMap<string, string>,
  rules: ProtectionRules,
): ProtectedChange[] {
  const known = accepted ?? {};
  const present = [...found].flatMap(([path, hash]): ProtectedChange[] => {
    const before = Object.hasOwn(known, path) ? known[path] : undefined;
    if (before === hash || (before === undefined && rules.allowsNew(path))) return [];
    return [{ path, kind: before === undefined ? 'added' : 'changed', hash }];
  });
  const deleted = Object.keys(known)
    .filter((path) => !found.has(path) && rules.covers(path))
    .map((path): ProtectedChange => ({ path, kind: 'deleted', hash: null }));
  return [...present, ...deleted].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Returns the changes that nobody saw in the last run, which ended in order: the user made them since, so they are accepted.
 */
export function changesSince({ changes }: Protection, now: readonly ProtectedChange[]): ProtectedChange[] {
  const seen = new Map(changes.map(({ path, hash }) => [path, hash]));
  return now.filter(({ path, hash }) => !seen.has(path) || seen.get(path) !== hash);
}

/** Whether two lists name the same files with the same content. */
export function isSame(a: readonly ProtectedChange[], b: readonly ProtectedChange[]): boolean {
  return (
    a.length === b.length && a.every(({ path, hash }, at) => b[at]?.path === path && b[at]?.hash === hash)
  );
}

/** Returns the protection after files were accepted. `all`: they replace everything that was accepted before. */
export function withAccepted(
  { accepted, changes }: Protection,
  files: readonly AcceptedFile[],
  all: boolean,
): Protection {
  const next = new Map(all ? [] : Object.entries(accepted ?? {}));
  for (const { path, hash } of files) {
    if (hash === null) next.delete(path);
    else next.set(path, hash);
  }
  const paths = new Set(files.map(({ path }) => path));
  return {
    accepted: Object.fromEntries(next),
    changes: changes.filter(({ path }) => !paths.has(path)),
  };
}
