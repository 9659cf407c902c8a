// The command-line options for configuration values, shared by several commands.
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

/** The options of a command about one session, which may run in another process. */
export const SESSION_OPTIONS: readonly OptionDefinition[] = [SESSION_OPTION, DATA_DIR_OPTION, TRUST_OPTION];

export const JSON_OPTION: OptionDefinition = { flags: '--json', description: 'print JSON' };

export type ConfigOption =
  | 'template'
  | 'iterations'
  | 'workers'
  | 'max-minutes'
  | 'max-cost'
  | 'max-tokens'
  | 'model'
  | 'agent-mode'
  | 'headless'
  | 'auto-commit'
  | 'data-dir';

/** The given options by the name of their configuration property (`dataDir` for --data-dir), and `trust` for --trust. */
export type ConfigFlags = Readonly<Record<string, string | boolean>>;

/** Returns those of `options`, and --trust, that are given. */
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

/** Returns the request from the values of `SESSION_OPTIONS`. */
export function sessionRequest(input: CommandInput): SessionRequest {
  return { session: textOption(input, 'name'), config: configFlags(input, ['data-dir']) };
}
