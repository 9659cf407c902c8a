// Every configuration key there is: its meaning, default, form and the places it can be set in. Documentation is made from it.

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

const THEMES = ['dark', 'light'] as const;
type Theme = (typeof THEMES)[number];
type LogLevel = (typeof LOG_LEVELS)[number];

/** Used by those who name none: the name of a profile in adapters/acp/profiles. */
const DEFAULT_AGENT = 'opencode';

/** The configuration of one run: every key has a valid value, every path is absolute. */
export interface AppConfig {
  readonly model: string;
  readonly autoCommit: boolean;
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** '' for no log file. */
  readonly logFile: string;
  /** 0 for no limit. */
  readonly iterations: number;
  /** Consecutive failed iterations that end a run. */
  readonly maxFailures: number;
  /** Seconds; 0 for no limit. */
  readonly idleTimeout: number;
  /** Seconds; 0 for no limit. */
  readonly iterationTimeout: number;
  readonly headless: boolean;
  readonly theme: Theme;
  /** '' for the default template. */
  readonly template: string;
  /** The name of an agent profile, or a command line, see `parseCommandLine`. */
  readonly agent: string;
  /** '' to look for one. */
  readonly natsServer: string;
  /** '' for the embedded server. */
  readonly natsUrl: string;
  /** Path of a `.creds` file for the external server; '' for none. */
  readonly natsCreds: string;
  /** Path of the PEM file of the external server's certificate authority; '' for those the system trusts. */
  readonly natsCa: string;
  /** Copies an external cluster keeps of a session's events. */
  readonly natsReplicas: number;
}

export interface ConfigSetting {
  readonly property: keyof AppConfig;
  readonly doc: string;
  readonly default: string | number | boolean;
  /** The convict format, one of `config-formats.ts` or a list of words. */
  readonly format: string | readonly string[];
  readonly env: string;
  /** The flag of `iteratr build`; null for a key that has none. */
  readonly flag: string | null;
  /** The valid values in words. */
  readonly allowed: string;
  /** Whether the file of a project needs the user's consent to set it: always, for a path outside its folder, or never. */
  readonly consent: 'always' | 'outside' | 'never';
}

export const CONFIG_SCHEMA = {
  model: {
    property: 'model',
    doc: 'The model the agent works with, as the agent names it',
    default: '',
    format: 'text',
    env: 'ITERATR_MODEL',
    flag: '--model',
    allowed: 'a model name such as anthropic/claude-sonnet-4-5',
    consent: 'never',
  },
  auto_commit: {
    property: 'autoCommit',
    doc: 'Commit what an iteration changed when it ends',
    default: true,
    format: 'switch',
    env: 'ITERATR_AUTO_COMMIT',
    flag: '--auto-commit',
    allowed: 'true or false',
    consent: 'never',
  },
  data_dir: {
    property: 'dataDir',
    doc: 'Folder in which sessions are kept',
    default: '.iteratr',
    format: 'path',
    env: 'ITERATR_DATA_DIR',
    flag: '--data-dir',
    allowed: 'the path of a folder',
    consent: 'outside',
  },
  log_level: {
    property: 'logLevel',
    doc: 'The least severe lines that are still logged',
    default: 'info',
    format: LOG_LEVELS,
    env: 'ITERATR_LOG_LEVEL',
    flag: null,
    allowed: 'debug, info, warn or error',
    consent: 'never',
  },
  log_file: {
    property: 'logFile',
    doc: 'File to append the log to; empty for no log file',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_LOG_FILE',
    flag: null,
    allowed: 'the path of a file, or "" for none',
    consent: 'always',
  },
  iterations: {
    property: 'iterations',
    doc: 'Stop after this many iterations; 0 for no limit',
    default: 0,
    format: 'count',
    env: 'ITERATR_ITERATIONS',
    flag: '--iterations',
    allowed: 'a whole number from 0 (0 = no limit)',
    consent: 'never',
  },
  max_failures: {
    property: 'maxFailures',
    doc: 'Give up after this many failed iterations in a row',
    default: 3,
    format: 'positive-count',
    env: 'ITERATR_MAX_FAILURES',
    flag: null,
    allowed: 'a whole number from 1',
    consent: 'never',
  },
  idle_timeout: {
    property: 'idleTimeout',
    doc: 'Seconds the agent may give no sign of life before its turn is cancelled; 0 for no limit',
    default: 600,
    format: 'count',
    env: 'ITERATR_IDLE_TIMEOUT',
    flag: null,
    allowed: 'a whole number of seconds from 0 (0 = no limit)',
    consent: 'never',
  },
  iteration_timeout: {
    property: 'iterationTimeout',
    doc: 'Seconds an iteration may take before it is cancelled; 0 for no limit',
    default: 0,
    format: 'count',
    env: 'ITERATR_ITERATION_TIMEOUT',
    flag: null,
    allowed: 'a whole number of seconds from 0 (0 = no limit)',
    consent: 'never',
  },
  headless: {
    property: 'headless',
    doc: 'Run without the full-screen interface',
    default: false,
    format: 'switch',
    env: 'ITERATR_HEADLESS',
    flag: '--headless',
    allowed: 'true or false',
    consent: 'never',
  },
  theme: {
    property: 'theme',
    doc: 'Colours of the full-screen interface: for a dark or a light terminal',
    default: 'dark',
    format: THEMES,
    env: 'ITERATR_THEME',
    flag: null,
    allowed: 'dark or light',
    consent: 'never',
  },
  template: {
    property: 'template',
    doc: 'File with the prompt template; empty for the default template',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_TEMPLATE',
    flag: '--template',
    allowed: 'the path of a file, or "" for the default template',
    consent: 'outside',
  },
  agent: {
    property: 'agent',
    doc: `The coding agent: ${DEFAULT_AGENT}, or the command line of any agent that speaks ACP on its standard input and output`,
    default: DEFAULT_AGENT,
    format: 'command-line',
    env: 'ITERATR_AGENT',
    flag: null,
    allowed: `${DEFAULT_AGENT}, or a command line such as node ./agent.js --acp with every quote closed`,
    consent: 'always',
  },
  nats_server: {
    property: 'natsServer',
    doc: 'Path of the nats-server program to start; empty to use the installed one',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_NATS_SERVER',
    flag: null,
    allowed: 'the path of a program, or "" for the installed one',
    consent: 'always',
  },
  nats_url: {
    property: 'natsUrl',
    doc: 'NATS server to use instead of starting one; several of one cluster are separated by commas',
    default: '',
    format: 'nats-urls',
    env: 'ITERATR_NATS_URL',
    flag: null,
    allowed: 'nats://host:port or tls://host:port, several separated by commas, or "" for an embedded server',
    consent: 'always',
  },
  nats_creds: {
    property: 'natsCreds',
    doc: 'Credentials file for the external NATS server; empty for none',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_NATS_CREDS',
    flag: null,
    allowed: 'the path of a .creds file, or "" for none',
    consent: 'always',
  },
  nats_ca: {
    property: 'natsCa',
    doc: 'Certificate authority of the external NATS server; empty for those the system trusts',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_NATS_CA',
    flag: null,
    allowed: 'the path of a PEM file, or "" for those the system trusts',
    consent: 'always',
  },
  nats_replicas: {
    property: 'natsReplicas',
    doc: 'Copies an external cluster keeps of the events; counts when it keeps the first ones',
    default: 1,
    format: 'replicas',
    env: 'ITERATR_NATS_REPLICAS',
    flag: null,
    allowed: '1, 3 or 5',
    consent: 'always',
  },
} as const satisfies Record<string, ConfigSetting>;

/** A key as it is written in files. */
export type ConfigKey = keyof typeof CONFIG_SCHEMA;

export const CONFIG_KEYS = Object.keys(CONFIG_SCHEMA) as readonly ConfigKey[];

type FlagKey = { [K in ConfigKey]: (typeof CONFIG_SCHEMA)[K]['flag'] extends null ? never : K }[ConfigKey];

/** Values of flags by property, as the command line gave them; undefined for a flag that was not given. */
export type ConfigFlags = { readonly [K in FlagKey as (typeof CONFIG_SCHEMA)[K]['property']]?: unknown };
