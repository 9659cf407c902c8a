// Writes files that the user requests, to paths the user chooses.

/**
 * Creates the file; overwrites an existing one only with `force`. Throws `InputError` with a remedy. If two calls without
 * `force` run at the same time, one fails.
 */
export type WriteUserFile = (
  path: string,
  /** Whole, or in pieces. */
  text: string | AsyncIterable<string>,
  options: { readonly force: boolean },
) => Promise<void>;
