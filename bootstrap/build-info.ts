// What this build is: stamped in by the bundler.

/** JSON text of a `BuildInfo`. */
declare const ITERATR_BUILD: string | undefined;

export interface BuildInfo {
  readonly version: string;
  /** '' when it was not built in a repository. */
  readonly commit: string;
  /** ISO 8601; '' when it was not built at all. */
  readonly date: string;
}

/** Unbuilt, as in tests, there is nothing to tell. */
export const BUILD: BuildInfo =
  typeof ITERATR_BUILD === 'undefined'
    ? { version: '0.0.0', commit: '', date: '' }
    : (JSON.parse(ITERATR_BUILD) as BuildInfo);
