// What a command of the command line is, apart from how arguments are parsed.
import { InputError } from '../../application/errors.ts';

export interface OptionDefinition {
  /** As cac writes it: `-n, --name <name>` takes a value, `--json` does not. */
  readonly flags: string;
  readonly description: string;
  /** A switch that also exists as `--no-…`. */
  readonly negatable?: boolean;
  /** What its value is, for completion. */
  readonly value?: ValueKind;
}

/** Fixed values, or where they are found; `tasks` are ids separated by commas. */
export type ValueKind = readonly string[] | 'session' | 'task' | 'tasks' | 'file' | 'directory';

/** Options by their long name as written (`data-dir`): a text, or a boolean for a switch. Absent when not given. */
export type OptionValues = Readonly<Record<string, string | boolean>>;

export interface CommandInput {
  readonly options: OptionValues;
  readonly positionals: readonly string[];
}

/** In the order they are listed. */
export const COMMAND_GROUPS = ['Begin', 'Watch and steer', 'Look back', 'For the agent'] as const;
type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface CommandDefinition {
  /** One word or several: `build`, `tool task-add`. */
  readonly name: string;
  /** Positional arguments as cac writes them, such as `[text]`. */
  readonly positionals?: string;
  /** What they are, in order, for completion. */
  readonly positionalValues?: readonly ValueKind[];
  readonly description: string;
  /** Under which heading it is listed; with all the rest when it has none. */
  readonly group?: CommandGroup;
  /** Not for people: neither listed nor suggested. */
  readonly hidden?: boolean;
  readonly options: readonly OptionDefinition[];
  /** Whole command lines, without the leading `iteratr`. */
  readonly examples: readonly string[];
  /** Returns the exit code. Errors it throws are printed by the caller. */
  run(input: CommandInput): Promise<number>;
}

/** The command that the first words are; of two, the one of more words. */
export function namedCommand(
  words: readonly string[],
  commands: readonly CommandDefinition[],
): CommandDefinition | undefined {
  const matches = commands.filter(({ name }) =>
    name.split(' ').every((word, index) => words[index] === word),
  );
  return matches.sort((a, b) => b.name.length - a.name.length)[0];
}

/** `data-dir` of `--data-dir <path>`. */
export function longName(flags: string): string {
  return /--([a-z-]+)/.exec(flags)?.[1] ?? flags;
}

/** The session a command is about: as a positional argument or by its flag, whichever is given. Throws `InputError` for two. */
export function givenSession(input: CommandInput): string | undefined {
  const [positional] = input.positionals;
  const flag = textOption(input, 'name');
  if (
    positional !== undefined &&
    flag !== undefined &&
    positional.normalize('NFC') !== flag.normalize('NFC')
  ) {
    throw new InputError(`two sessions are named, "${positional}" and "${flag}": name one`);
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
