// The program's environment: its working directory, variables, home and command line.

export interface Environment {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the user's home directory. */
  readonly home: string;
  /** The command line that started this program: the interpreter and its arguments. */
  readonly self: readonly [command: string, ...args: string[]];
}
