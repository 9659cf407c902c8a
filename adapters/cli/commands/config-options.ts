// The options that stand for configuration keys, shared by the commands that take them.
import type { CommandInput, OptionDefinition } from '../command.ts';

export const DATA_DIR_OPTION: OptionDefinition = {
  flags: '--data-dir <path>',
  description: 'directory of the session data (config key data_dir, default .iteratr)',
};

/** Values for configuration keys as given on the command line, by key. */
export type ConfigFlags = Readonly<Record<string, string | boolean>>;

/** The flags among `keys` that were given: the option `data-dir` sets the key `data_dir`. */
export function configFlags(input: CommandInput, keys: readonly string[]): ConfigFlags {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = input.options[key.replaceAll('_', '-')];
      return value === undefined ? [] : [[key, value]];
    }),
  );
}
