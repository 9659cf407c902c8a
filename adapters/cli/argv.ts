// Prepares command-line arguments for cac. On its own, cac turns `--name 007` into the number 7, reads `--content "-x"`
// as two options, and does not support commands of two words.
import { InputError } from '../../application/errors.ts';
import { nearest } from '../../application/wording/nearest.ts';
import type { CommandDefinition, OptionDefinition } from './command.ts';

/** Prefix of every value, which keeps cac from reading it as a number. No argument can contain it. */
const MARK = '\u0000';

const HELP: OptionDefinition = { flags: '-h, --help', description: 'show this help' };

interface Flag {
  readonly takesValue: boolean;
  readonly option: OptionDefinition;
}

/** Returns whether the user asks for help. `--help` as the value of another flag is not a request for help. */
export function asksForHelp(args: readonly string[], command: CommandDefinition): boolean {
  const known = knownFlags(command.options);
  for (let i = 0; i < args.length; i++) {
    const argument = args[i] as string;
    if (argument === '--') return false;
    if (known.get(argument)?.option === HELP) return true;
    if (known.get(argument)?.takesValue) i++;
  }
  return false;
}

/**
 * Returns the arguments with the words of the command joined into one and each value bound to its flag. Throws `InputError`
 * for an unknown flag, a missing value, a flag that is given a value twice, and a switch with another value than true or false.
 */
export function prepareArguments(args: readonly string[], command: CommandDefinition): string[] {
  const words = command.name.split(' ').length;
  const known = knownFlags(command.options);
  const given = new Set<OptionDefinition>();
  const prepared = [command.name];
  const rest = args.slice(words);
  for (let i = 0; i < rest.length; i++) {
    const argument = rest[i] as string;
    if (argument === '--') {
      prepared.push(...rest.slice(i));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      prepared.push(argument);
      continue;
    }
    const [name, inline] = splitInline(argument);
    const flag = known.get(name);
    if (!flag) throw unknownFlag(name, [...known.keys()], command);
    const { takesValue, option } = flag;
    if (!takesValue) {
      prepared.push(...switchArgument(name, inline, option));
      continue;
    }
    const value = inline ?? rest[++i];
    if (value === undefined) throw new InputError(`${name} needs a value: ${option.description}`);
    if (given.has(option))
      throw new InputError(`${name} is given more than once`, { remedy: 'give it once' });
    given.add(option);
    prepared.push(`${name}=${MARK}${value}`);
  }
  return prepared;
}

/** Returns the argument for a switch. `--flag=false` is `--no-flag`, or the absence of a flag that cannot be turned off. */
function switchArgument(name: string, value: string | undefined, { negatable }: OptionDefinition): string[] {
  if (value === undefined || value === 'true') return [name];
  if (value !== 'false') {
    throw new InputError(`${name} is a switch, and "${value}" is neither true nor false`, {
      remedy: `write ${name} alone, or ${name}=false`,
    });
  }
  if (name.startsWith('--no-')) return [`--${name.slice('--no-'.length)}`];
  return negatable ? [`--no-${name.replace(/^--/, '')}`] : [];
}

function unknownFlag(name: string, known: readonly string[], command: CommandDefinition): InputError {
  // All one-letter flags are equally close, so a suggestion would be arbitrary.
  const words = known.filter((flag) => flag.startsWith('--')).map((flag) => flag.slice(2));
  const near = /^--[^-]/.test(name)
    ? (nearest(name.slice(2), words) ?? nearest(name.replace(/^--no-/, ''), words))
    : undefined;
  const hint = near === undefined ? '' : `did you mean --${near}? `;
  const text = command.positionals === undefined ? '' : 'put text that starts with - after --, or ';
  return new InputError(`unknown option "${name}"`, {
    remedy: `${hint}${text}see \`iteratr ${command.name} --help\``,
  });
}

/** Returns the value without its mark. */
export function plainValue(value: string): string {
  return value.startsWith(MARK) ? value.slice(MARK.length) : value;
}

function splitInline(argument: string): [flag: string, value: string | undefined] {
  const equals = argument.indexOf('=');
  if (equals < 0) return [argument, undefined];
  return [argument.slice(0, equals), argument.slice(equals + 1)];
}

/** Returns the flags by every spelling, including `--no-…` and help. */
export function knownFlags(options: readonly OptionDefinition[]): Map<string, Flag> {
  const known = new Map<string, Flag>();
  for (const option of [...options, HELP]) {
    const takesValue = option.flags.includes('<');
    for (const name of option.flags.replace(/<.*/, '').split(',')) {
      known.set(name.trim(), { takesValue, option });
      if (option.negatable) known.set(`--no-${name.trim().replace(/^--/, '')}`, { takesValue, option });
    }
  }
  return known;
}
