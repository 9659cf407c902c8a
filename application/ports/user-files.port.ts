// Files that the user asks for, where the user wants them.

/**
 * Creates the file; overwrites an existing one only with `force`. Throws `InputError` with what to do instead. Of two calls at
 * the same time without `force`, one fails.
 */
export type WriteUserFile = (
  path: string,
  text: string,
  options: { readonly force: boolean },
) => Promise<void>;
