// The options that stand for configuration values, shared by the commands that take them.
import { type CommandInput, type OptionDefinition, textOption } from './command.ts';

export const DATA_DIR_OPTION: OptionDefinition = {
  flags: '--data-dir <path>',
  description: 'directory of the session data (config key data_dir, default .iteratr)',
  value: 'directory',
};

export const TRUST_OPTION: OptionDefinition = {
  flags: '--trust',
  description: "trust this folder's configuration and hooks, for this command",
};

export const SESSION_OPTION: OptionDefinition = {
  flags: '-n, --name <session>',
  description: 'session (default: $ITERATR_SESSION)',
  value: 'session',
};

/** Of a command about one session, which may run in another process. */
export const SESSION_OPTIONS: readonly OptionDefinition[] = [SESSION_OPTION, DATA_DIR_OPTION, TRUST_OPTION];

export const JSON_OPTION: OptionDefinition = { flags: '--json', description: 'print JSON' };

export type ConfigOption = 'template' | 'iterations' | 'model' | 'headless' | 'auto-commit' | 'data-dir';

/** What was given on the command line, by the name of the configuration property: `data-dir` is `dataDir`. `trust` is `--trust`. */
export type ConfigFlags = Readonly<Record<string, string | boolean>>;

export function configFlags(input: CommandInput, options: readonly ConfigOption[]): ConfigFlags {
  return Object.fromEntries(
    [...options, 'trust'].flatMap((option) => {
      const value = input.options[option];
      const property = option.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return value === undefined ? [] : [[property, value]];
    }),
  );
}

export interface SessionRequest {
  /** undefined: not given. */
  readonly session: string | undefined;
  readonly config: ConfigFlags;
}

/** What `SESSION_OPTIONS` say. */
export function sessionRequest(input: CommandInput): SessionRequest {
  return { session: textOption(input, 'name'), config: configFlags(input, ['data-dir']) };
}
