// Reads the spec of a run again, because it can be edited while the run works on it.

export interface SpecSource {
  /** Returns the present text of a spec, as the user named it; undefined if it cannot be read again, such as a pipe. Never throws. */
  read(named: string): Promise<string | undefined>;

  /** Whether the absolute path of a file, as an agent reports it, is that of the spec. */
  isSpec(named: string, path: string): boolean;

  /** Returns a unified diff of two texts. */
  diff(before: string, after: string): string;
}
