// The command line: finds the command, parses its arguments, shows help, prints errors, gives the exit code.
import { type Command, cac } from 'cac';
import { closestMatch } from 'leven';
import { InputError } from '../../application/errors.ts';
import { AppError } from '../../domain/errors.ts';
import { asksForHelp, plainValue, prepareArguments } from './argv.ts';
import type { CommandDefinition, OptionValues } from './command.ts';
import { EXIT, exitCodeOfError } from './exit-codes.ts';
import { plainLine } from './report/plain-text.ts';

const MESSAGE_LENGTH = 2_000;

export interface CliOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs one command line (without node and script) and returns its exit code. Every error becomes one line on stderr;
 * an error that is no `AppError` is a fault of iteratr itself and shows its stack when `debug` is set.
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
      out(overview(args, commands));
      return EXIT.ok;
    }
    if (asksForHelp(args, command)) {
      out(helpOf(command));
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

/** What is told of a fault of iteratr itself, as one line. */
export function unexpectedErrorLine(error: unknown): string {
  return `iteratr: unexpected error: ${messageLine(error)} (set ITERATR_LOG_LEVEL=debug for the stack)`;
}

/** A message may hold the last lines of a log, or what somebody typed. */
function messageLine(error: unknown): string {
  return plainLine(error instanceof Error ? error.message : String(error), MESSAGE_LENGTH);
}

/** undefined: the overview is wanted. Throws `InputError` for a command that does not exist. */
function findCommand(
  args: readonly string[],
  commands: readonly CommandDefinition[],
): CommandDefinition | undefined {
  const matches = commands.filter(({ name }) => name.split(' ').every((word, index) => args[index] === word));
  const found = matches.sort((a, b) => b.name.length - a.name.length)[0];
  if (found) return found;

  const [first, second] = args;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return undefined;
  const isGroup = commands.some(({ name }) => name.startsWith(`${first} `));
  if (isGroup && (second === undefined || second === '--help' || second === '-h')) return undefined;
  const given = isGroup ? `${first} ${second}` : first;
  const names = commands.map(({ name }) => name);
  const close = closestMatch(given, names, { maxDistance: 4 });
  const hint = close === undefined ? ';' : `; did you mean "${close}"?`;
  throw new InputError(`there is no command "${given}"${hint} \`iteratr --help\` lists the commands`);
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
    throw new InputError(`${lowerFirst(message)}; see \`iteratr ${command.name} --help\``, { cause });
  }
  const { '--': afterDashes, ...values } = options;
  if (afterDashes.length > 0 && command.positionals === undefined) {
    throw new InputError(`"${afterDashes[0]}" is no argument of it; see \`iteratr ${command.name} --help\``);
  }
  return {
    options: readOptions(values, command),
    positionals: [...positionals, ...afterDashes].map(String),
  };
}

function register(program: ReturnType<typeof cac>, definition: CommandDefinition): Command {
  const { name, positionals, description, options, examples } = definition;
  const usage = [name, positionals].filter(Boolean).join(' ');
  // cac would give every switch that has a --no-… the value true.
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
    if (Array.isArray(value)) throw new InputError(`--${long} is given ${value.length} times: give it once`);
    if (typeof value === 'string') values[long] = plainValue(value);
    if (typeof value === 'boolean') values[long] = value;
  }
  return values;
}

function helpOf(command: CommandDefinition): string {
  const rows = command.options.flatMap(({ flags, description, negatable }): [string, string][] => [
    [flags, description],
    ...(negatable ? ([[`--no-${longName(flags)}`, 'turn it off']] as [string, string][]) : []),
  ]);
  const usage = `Usage: iteratr ${[command.name, command.positionals, '[options]'].filter(Boolean).join(' ')}`;
  const sections = [
    command.description,
    usage,
    `Options:\n${table([...rows, ['-h, --help', 'show this help']])}`,
  ];
  if (command.examples.length > 0) {
    sections.push(`Examples:\n${command.examples.map((example) => `  iteratr ${example}`).join('\n')}`);
  }
  return `${sections.join('\n\n')}\n`;
}

/** All commands, or those of the group that was named. */
function overview(args: readonly string[], commands: readonly CommandDefinition[]): string {
  const group = commands.filter(({ name }) => args[0] !== undefined && name.startsWith(`${args[0]} `));
  const listed = group.length > 0 ? group : commands.filter(({ name }) => !name.includes(' '));
  const groups = group.length > 0 ? [] : groupRows(commands);
  const rows = [...listed.map(({ name, description }): [string, string] => [name, description]), ...groups];
  return [
    'iteratr runs an AI coding agent in a loop until every task of a spec is done.',
    `Usage: iteratr ${group.length > 0 ? `${args[0]} ` : ''}<command> [options]`,
    `Commands:\n${table(rows)}`,
    'Start with:\n  iteratr build --spec specs/feature.md --model provider/model',
    'Every command has --help. `iteratr --version` shows the version.\n',
  ].join('\n\n');
}

function groupRows(commands: readonly CommandDefinition[]): [string, string][] {
  const groups = new Set(
    commands.flatMap(({ name }) => (name.includes(' ') ? [name.split(' ')[0] ?? ''] : [])),
  );
  return [...groups].map((group) => [
    `${group} …`,
    commands
      .flatMap(({ name }) => (name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : []))
      .join(', '),
  ]);
}

function table(rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join('\n');
}

function longName(flags: string): string {
  return /--([a-z-]+)/.exec(flags)?.[1] ?? flags;
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
