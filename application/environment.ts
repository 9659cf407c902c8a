// The program's environment: its working directory, the project's folder, variables, home and command line.

export interface Environment {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  /** Absolute path of the folder with the project's configuration, hooks and sessions: the working directory or one above it. */
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the user's home directory. */
  readonly home: string;
  /** The command line that started this program: the interpreter and its arguments. */
  readonly self: readonly [command: string, ...args: string[]];
}
