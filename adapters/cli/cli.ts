// Runs a command line: finds the command, parses its arguments, shows help, prints errors and returns the exit code.
import { type Command, cac } from 'cac';
import { InputError } from '../../application/errors.ts';
import { nearest } from '../../application/wording/nearest.ts';
import { plainLine } from '../../application/wording/plain-text.ts';
import { AppError } from '../../domain/errors.ts';
import { asksForHelp, plainValue, prepareArguments } from './argv.ts';
import { type CommandDefinition, longName, namedCommand, type OptionValues } from './command.ts';
import { EXIT, exitCodeOfError } from './exit-codes.ts';
import { firstSteps, helpOf, overview } from './help.ts';

const MESSAGE_LENGTH = 2_000;

export type TextStyle =
  | 'bold'
  | 'dim'
  | 'red'
  | 'green'
  | 'yellow'
  | 'cyan'
  | 'magenta'
  | 'blue'
  | 'cyanBright'
  | 'magentaBright'
  | 'blueBright';

/** The beginning of a text. */
interface Mark {
  /** In characters. */
  readonly length: number;
  readonly style: TextStyle;
}

/** Prints text without control sequences. */
export interface CliOutput {
  /** Writes to standard output, in this style if that is a terminal with colours. `mark`: the beginning has a style of its own. */
  readonly out: (text: string, style?: TextStyle, mark?: Mark) => void;
  /** Writes to standard error. */
  readonly err: (text: string) => void;
}

/**
 * Runs one command line (without node and script) and returns its exit code. Prints every error as one line on stderr.
 * An error that is not an `AppError` is a bug in iteratr; with `debug`, its stack is printed too.
 */
export async function runCli(
  args: readonly string[],
  commands: readonly CommandDefinition[],
  { out, err }: CliOutput,
  debug: boolean,
): Promise<number> {
  try {
    const command = findCommand(args, commands);
    if (command === undefined) {
      out(args.length === 0 ? firstSteps(commands) : overview(args, commands));
      return EXIT.ok;
    }
    if (asksForHelp(args, command)) {
      out(helpOf(command, commands));
      return EXIT.ok;
    }
    return await command.run(parse(args, command));
  } catch (error) {
    err(`${errorLine(error)}\n`);
    if (debug && error instanceof Error) err(`${error.stack}\n`);
    return exitCodeOfError(error);
  }
}

function errorLine(error: unknown): string {
  return error instanceof AppError ? `iteratr: ${messageLine(error)}` : unexpectedErrorLine(error);
}

/** Returns the line that reports a bug in iteratr. */
export function unexpectedErrorLine(error: unknown): string {
  return `iteratr: unexpected error: ${messageLine(error)} (set ITERATR_LOG_LEVEL=debug for the stack)`;
}

/** Returns the message as one plain line: it may quote a log or user input. */
function messageLine(error: unknown): string {
  return plainLine(error instanceof Error ? error.message : String(error), MESSAGE_LENGTH);
}

/** Returns the command, or undefined if the user asks for the overview. Throws `InputError` for an unknown command. */
function findCommand(
  args: readonly string[],
  commands: readonly CommandDefinition[],
): CommandDefinition | undefined {
  const found = namedCommand(args, commands);
  const [first, second] = args;
  const isGroup = commands.some(({ name }) => name.startsWith(`${first} `));
  const isOther = isGroup && found?.name === first && found?.positionals === undefined && isWord(second);
  if (found && !isOther) return found;

  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return undefined;
  if (isGroup && (second === undefined || second === '--help' || second === '-h')) return undefined;
  const given = isGroup ? `${first} ${second}` : first;
  const names = commands.flatMap(({ name, hidden }) => (hidden ? [] : [name]));
  const close = nearest(given, names);
  const hint = close === undefined ? '' : `did you mean "${close}"? `;
  throw new InputError(`there is no command "${given}"`, {
    remedy: `${hint}\`iteratr --help\` lists the commands`,
  });
}

function isWord(argument: string | undefined): boolean {
  return argument !== undefined && !argument.startsWith('-');
}

function parse(args: readonly string[], command: CommandDefinition) {
  const program = cac('iteratr');
  const registered = register(program, command);
  const { options, args: positionals } = program.parse(['', '', ...prepareArguments(args, command)], {
    run: false,
  });
  try {
    registered.checkUnknownOptions();
    registered.checkOptionValue();
    registered.checkUnusedArgs();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.replaceAll('`', '"') : String(cause);
    throw new InputError(lowerFirst(message), { cause, remedy: seeHelp(command) });
  }
  const { '--': afterDashes, ...values } = options;
  const given = [...positionals, ...afterDashes].map(String);
  const unexpected = given[positionalLimit(command)];
  if (unexpected !== undefined) {
    throw new InputError(`"${unexpected}" is an unexpected argument`, { remedy: seeHelp(command) });
  }
  return { options: readOptions(values, command), positionals: given };
}

/** Returns how many positional arguments the command takes. cac does not count those after `--`. */
function positionalLimit({ positionals = '' }: CommandDefinition): number {
  return positionals.includes('...')
    ? Number.POSITIVE_INFINITY
    : positionals.split(' ').filter(Boolean).length;
}

function seeHelp({ name }: CommandDefinition): string {
  return `see \`iteratr ${name} --help\``;
}

function register(program: ReturnType<typeof cac>, definition: CommandDefinition): Command {
  const { name, positionals, description, options, examples } = definition;
  const usage = [name, positionals].filter(Boolean).join(' ');
  // By default, cac sets every switch that has a --no-… form to true.
  const command = program.command(usage, description, { ignoreOptionDefaultValue: true });
  for (const option of options) {
    command.option(option.flags, option.description);
    const long = longName(option.flags);
    if (option.negatable) command.option(`--no-${long}`, `Not: ${option.description}`);
  }
  for (const example of examples) command.example(`  $ iteratr ${example}`);
  return command;
}

function readOptions(parsed: Record<string, unknown>, command: CommandDefinition): OptionValues {
  const values: Record<string, string | boolean> = {};
  for (const { flags } of command.options) {
    const long = longName(flags);
    const value = parsed[camelCase(long)];
    if (Array.isArray(value)) {
      throw new InputError(`--${long} is given ${value.length} times`, { remedy: 'give it once' });
    }
    if (typeof value === 'string') values[long] = plainValue(value);
    if (typeof value === 'boolean') values[long] = value;
  }
  return values;
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
