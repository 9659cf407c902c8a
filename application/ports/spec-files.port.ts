// Reads spec files, and finds a session's spec again from another directory or in a repository that has moved.
import type { SpecRecord } from '../../domain/session/session-spec.ts';

export interface SpecText {
  readonly text: string;
  /** The same as `BuildSpec.path`. */
  readonly path: string;
  /** Path of the file that gives a new session its name. */
  readonly nameFrom: string;
}

/** Calls are independent. They cannot be cancelled, because each reads only one file. */
export interface SpecFiles {
  /** Reads a spec, each file only once. Throws `SPEC.UNREADABLE` if it is missing, a directory, empty or not UTF-8. */
  read(named: string): Promise<SpecText>;
  /** Returns the argument of `read` for a session's spec, even if the file is missing; undefined for a pipe. Never throws. */
  locate(recorded: SpecRecord): string | undefined;
  /** Whether the name that an older version recorded, as the user typed it, means the spec with this path. Never throws. */
  isSame(recorded: string, path: string): boolean;
}

export interface FoundSpec {
  /** Relative to the working directory. */
  readonly path: string;
  readonly modified: Date;
}

/** Finds specs for the user to choose from, and saves new ones. */
export interface SpecCatalog {
  /** Returns the specs below the working directory, nearest first. Ends early after an abort. */
  find(signal: AbortSignal): Promise<readonly FoundSpec[]>;
  /** Returns the error message of `SpecFiles.read` for a spec, undefined if it is readable. Reads the file each time. */
  problemOf(named: string): Promise<string | undefined>;
  /** Saves a new spec at an absolute path. Throws `SPEC.UNWRITABLE`, also if the file already exists. */
  write(path: string, text: string): Promise<void>;
}
