// Shortens paths for display: relative to the working directory if the path is below it.
import { relative } from 'node:path';

export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}
