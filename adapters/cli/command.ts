// Defines what a command of the command line consists of.
import { InputError } from '../../application/errors.ts';

export interface OptionDefinition {
  /** In the notation of cac: `-n, --name <name>` takes a value, `--json` does not. */
  readonly flags: string;
  readonly description: string;
  /** True for a switch that also has a `--no-…` form. */
  readonly negatable?: boolean;
  /** What completion offers as its value. */
  readonly value?: ValueKind;
}

/** Fixed values, or the kind of value to look up. `tasks` are ids separated by commas. */
export type ValueKind = readonly string[] | 'session' | 'task' | 'tasks' | 'file' | 'directory';

/** Option values by long name (`data-dir`): a string, or a boolean for a switch. Options that are not given are absent. */
export type OptionValues = Readonly<Record<string, string | boolean>>;

export interface CommandInput {
  readonly options: OptionValues;
  readonly positionals: readonly string[];
}

/** In the order in which help lists them. */
export const COMMAND_GROUPS = ['Get started', 'Watch and steer', 'Look back', 'For the agent'] as const;
type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface CommandDefinition {
  /** One word or several: `build`, `tool task-add`. */
  readonly name: string;
  /** Positional arguments in the notation of cac, such as `[text]`. */
  readonly positionals?: string;
  /** What completion offers for each of them, in order. */
  readonly positionalValues?: readonly ValueKind[];
  readonly description: string;
  /** The heading that lists it in help. Without one, it is listed under "More". */
  readonly group?: CommandGroup;
  /** True for a command that only scripts call. Help does not list it, errors do not suggest it. */
  readonly hidden?: boolean;
  readonly options: readonly OptionDefinition[];
  /** What each exit code means, where there is more than success, failure and wrong usage. */
  readonly exitCodes?: readonly (readonly [codes: string, meaning: string])[];
  /** Whole command lines, without the leading `iteratr`. */
  readonly examples: readonly string[];
  /** Returns the exit code. The caller prints the errors it throws. */
  run(input: CommandInput): Promise<number>;
}

/** Returns the command that the line starts with. If several match, the longest name wins. */
export function namedCommand(
  words: readonly string[],
  commands: readonly CommandDefinition[],
): CommandDefinition | undefined {
  const matches = commands.filter(({ name }) =>
    name.split(' ').every((word, index) => words[index] === word),
  );
  return matches.sort((a, b) => b.name.length - a.name.length)[0];
}

/** Returns the long name of a flag: `data-dir` for `--data-dir <path>`. */
export function longName(flags: string): string {
  return /--([a-z-]+)/.exec(flags)?.[1] ?? flags;
}

/**
 * Returns the session from the positional argument or from --name. Throws `InputError` if they name two different sessions.
 */
export function givenSession(input: CommandInput): string | undefined {
  const [positional] = input.positionals;
  const flag = textOption(input, 'name');
  if (
    positional !== undefined &&
    flag !== undefined &&
    positional.normalize('NFC') !== flag.normalize('NFC')
  ) {
    throw new InputError(`two sessions are named, "${positional}" and "${flag}"`, { remedy: 'name one' });
  }
  return positional ?? flag;
}

export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

export function booleanOption(input: CommandInput, name: string): boolean | undefined {
  const value = input.options[name];
  return typeof value === 'boolean' ? value : undefined;
}
