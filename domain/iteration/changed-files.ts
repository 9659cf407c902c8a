// The files that an iteration changed, as they are recorded: an event must not grow without bound.

export interface ChangedFiles {
  /** The first paths, sorted. */
  readonly files: readonly string[];
  /** Number of further paths; 0 if all are listed. */
  readonly leftOut: number;
}

/** In characters, of all paths together. */
const RECORDED = 64 * 1024;

/** Returns the first paths, as many as may be recorded, and the number of the others. */
export function changedFiles(paths: readonly string[]): ChangedFiles {
  let size = 0;
  const end = paths.findIndex((path) => {
    size += path.length;
    return size > RECORDED;
  });
  return end < 0 ? { files: paths, leftOut: 0 } : { files: paths.slice(0, end), leftOut: paths.length - end };
}
