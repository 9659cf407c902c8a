// The process that the program runs in, as the rest of the program sees it.

export interface Environment {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the user's home directory. */
  readonly home: string;
  /** The command line that runs this very program: the interpreter and its arguments. */
  readonly self: readonly [command: string, ...args: string[]];
}
