// A path as the user would write it: relative where it is below the directory he is in.
import { relative } from 'node:path';

export function shortPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}
