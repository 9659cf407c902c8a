// What a command of the command line is, apart from how arguments are parsed.

export interface OptionDefinition {
  /** As cac writes it: `-n, --name <name>` takes a value, `--json` does not. */
  readonly flags: string;
  readonly description: string;
  /** A switch that also exists as `--no-…`. */
  readonly negatable?: boolean;
}

/** Options by their long name as written (`data-dir`): a text, or a boolean for a switch. Absent when not given. */
export type OptionValues = Readonly<Record<string, string | boolean>>;

export interface CommandInput {
  readonly options: OptionValues;
  readonly positionals: readonly string[];
}

export interface CommandDefinition {
  /** One word or several: `build`, `tool task-add`. */
  readonly name: string;
  /** Positional arguments as cac writes them, such as `[text]`. */
  readonly positionals?: string;
  readonly description: string;
  readonly options: readonly OptionDefinition[];
  /** Whole command lines, without the leading `iteratr`. */
  readonly examples: readonly string[];
  /** Returns the exit code. Errors it throws are printed by the caller. */
  run(input: CommandInput): Promise<number>;
}

export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

export function booleanOption(input: CommandInput, name: string): boolean | undefined {
  const value = input.options[name];
  return typeof value === 'boolean' ? value : undefined;
}
