// Shortens paths for display: relative to the working directory if the path is below it.
import { relative } from 'node:path';

/** Returns the path relative to `cwd`, or unchanged if it is `cwd` or outside of it. */
export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}
