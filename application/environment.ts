// What the program needs to know about its own process.

export interface Environment {
  /** Absolute path of the working directory. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the user's home directory. */
  readonly home: string;
  /** The command line that started this program: the interpreter and its arguments. */
  readonly self: readonly [command: string, ...args: string[]];
}
