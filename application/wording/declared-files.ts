// The files that a task declares, on one line, for prompts, answers of tools, the log and pages.
import { listed } from '../../domain/listed.ts';

/** In characters. */
const LENGTH = 200;

/** Returns `src/a.ts, src/b/** and 3 more`: as many files as fit on a line, at least one. */
export function fileNames(files: readonly string[]): string {
  let length = 0;
  const fitting = files.findIndex((file, index) => {
    length += file.length;
    return length > LENGTH && index > 0;
  });
  return listed(files, fitting < 0 ? files.length : fitting);
}
