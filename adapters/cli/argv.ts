// Prepares command-line arguments for cac, which by itself turns `--name 007` into the number 7, takes `--content "-x"`
// for two options, and knows no commands of two words.
import { InputError } from '../../application/errors.ts';
import type { CommandDefinition, OptionDefinition } from './command.ts';

/** Put before every value, so that it is never read as a number; no argument can contain it. */
const MARK = '\u0000';

interface Switches {
  readonly takesValue: boolean;
  readonly option: OptionDefinition;
}

/**
 * The arguments with the words of the command joined to one and each value bound to its option.
 * Throws `InputError` for an option without its value, and for a value given to a switch.
 */
export function prepareArguments(args: readonly string[], command: CommandDefinition): string[] {
  const words = command.name.split(' ').length;
  const known = optionsByFlag(command.options);
  const prepared = [command.name];
  const rest = args.slice(words);
  for (let i = 0; i < rest.length; i++) {
    const argument = rest[i] as string;
    if (argument === '--') {
      prepared.push(...rest.slice(i));
      break;
    }
    const [flag, inline] = splitInline(argument);
    const option = known.get(flag);
    if (!option?.takesValue) {
      if (option && inline !== undefined) {
        throw new InputError(
          `${flag} is a switch and takes no value: write ${flag} or --no-${flag.slice(2)}`,
        );
      }
      prepared.push(argument);
      continue;
    }
    const value = inline ?? rest[++i];
    if (value === undefined) throw new InputError(`${flag} needs a value: ${option.option.description}`);
    prepared.push(`${flag}=${MARK}${value}`);
  }
  return prepared;
}

/** Takes the mark off a value again. */
export function plainValue(value: string): string {
  return value.startsWith(MARK) ? value.slice(MARK.length) : value;
}

function splitInline(argument: string): [flag: string, value: string | undefined] {
  const equals = argument.indexOf('=');
  if (!argument.startsWith('-') || equals < 0) return [argument, undefined];
  return [argument.slice(0, equals), argument.slice(equals + 1)];
}

function optionsByFlag(options: readonly OptionDefinition[]): Map<string, Switches> {
  const known = new Map<string, Switches>();
  for (const option of options) {
    const takesValue = option.flags.includes('<');
    for (const flag of option.flags.replace(/<.*/, '').split(','))
      known.set(flag.trim(), { takesValue, option });
  }
  return known;
}
