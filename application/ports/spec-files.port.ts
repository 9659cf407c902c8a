// Spec files as sessions know them: read, and found again later, from another directory or in a repository that has moved.
import type { SpecRecord } from '../../domain/session/session-spec.ts';

export interface SpecText {
  readonly text: string;
  /** As `BuildSpec` has it. */
  readonly path: string;
  /** The file that a new session is named after. */
  readonly nameFrom: string;
}

/** Calls do not depend on each other; none can be cancelled, since each reads one file. */
export interface SpecFiles {
  /** Throws `SPEC.UNREADABLE` for a file that is missing, a directory, empty or not UTF-8. What was read once is not read again. */
  read(named: string): Promise<SpecText>;
  /** What to give to `read` for the spec of a session, whether or not the file is there; undefined for a pipe. Never throws. */
  locate(recorded: SpecRecord): string | undefined;
  /** Whether what an older version recorded, as the user had named it, is the spec with this path. Never throws. */
  isSame(recorded: string, path: string): boolean;
}

export interface FoundSpec {
  /** Relative to the working directory. */
  readonly path: string;
  readonly modified: Date;
}

/** Specs that the user can choose from. */
export interface SpecCatalog {
  /** Those below the working directory, the nearest first. Ends early after an abort. */
  find(signal: AbortSignal): Promise<readonly FoundSpec[]>;
  /** What is wrong with a spec, as `SpecFiles.read` says it; undefined for one that can be read. Reads it again each time. */
  problemOf(named: string): Promise<string | undefined>;
  /** Saves a new spec at an absolute path. Throws `SPEC.UNWRITABLE`, also if there is a file of that name already. */
  write(path: string, text: string): Promise<void>;
}
