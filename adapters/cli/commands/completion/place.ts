// Finds out where the cursor is on a command line: at a flag, at the value of a flag, or at a plain word.
import { knownFlags } from '../../argv.ts';
import { type CommandDefinition, longName, type OptionDefinition } from '../../command.ts';

export interface Place {
  /** The word typed so far; for `--name=fea` only the value. */
  readonly current: string;
  readonly isFlag: boolean;
  readonly afterDashes: boolean;
  /** The flag whose value is being typed. `prefix` is the text before the value in the same word. */
  readonly value: { readonly option: OptionDefinition; readonly prefix: string } | undefined;
  readonly given: ReadonlySet<OptionDefinition>;
  /** Values given so far, by the long names of their flags. */
  readonly options: ReadonlyMap<string, string>;
  readonly positionals: readonly string[];
}

/**
 * Returns the place of the last of `words`, which follow the command. Some shells split `--name=fea` into three words; the
 * place is then that of the third.
 */
export function placeOf(words: readonly string[], command: CommandDefinition): Place {
  const known = knownFlags(command.options);
  const { open, ...before } = read(words.slice(0, -1), known);
  const last = words.at(-1) ?? '';
  if (open)
    return {
      ...before,
      current: last === '=' ? '' : last,
      isFlag: false,
      value: { option: open, prefix: '' },
    };
  const isFlag = !before.afterDashes && last.startsWith('-');
  const equals = last.indexOf('=');
  const flag = isFlag && equals > 0 ? known.get(last.slice(0, equals)) : undefined;
  if (!flag?.takesValue) return { ...before, current: last, isFlag, value: undefined };
  const value = { option: flag.option, prefix: last.slice(0, equals + 1) };
  return { ...before, current: last.slice(equals + 1), isFlag: false, value };
}

type Before = Pick<Place, 'afterDashes' | 'given' | 'options' | 'positionals'> & {
  /** The flag that still needs its value. */
  readonly open: OptionDefinition | undefined;
};

function read(words: readonly string[], known: ReturnType<typeof knownFlags>): Before {
  const given = new Set<OptionDefinition>();
  const options = new Map<string, string>();
  const positionals: string[] = [];
  let afterDashes = false;
  let open: OptionDefinition | undefined;
  for (const word of words) {
    if (open) {
      if (word === '=') continue;
      options.set(longName(open.flags), word);
      open = undefined;
    } else if (afterDashes || !word.startsWith('-') || word === '-') positionals.push(word);
    else if (word === '--') afterDashes = true;
    else {
      const equals = word.indexOf('=');
      const flag = known.get(equals < 0 ? word : word.slice(0, equals));
      if (!flag) continue;
      given.add(flag.option);
      if (equals >= 0) options.set(longName(flag.option.flags), word.slice(equals + 1));
      else if (flag.takesValue) open = flag.option;
    }
  }
  return { afterDashes, given, options, positionals, open };
}
