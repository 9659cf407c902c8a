// The schema of all configuration keys. Types, files, error messages and documentation are derived from it.
import { AGENT_NAMES } from '../../application/agents/agent-names.ts';
import { NOTIFICATION_TYPES } from '../../application/notify/notification.ts';
import { ROLES, type Role } from '../../domain/iteration/iteration.ts';
import { PROJECT_NAMES } from '../data-dir/find-project.ts';
import type { CheckEntries } from './check-settings.ts';
import {
  LIMIT_PARTS,
  type LimitSettings,
  NO_LIMIT_SETTINGS,
  NO_PRICES,
  type PriceSettings,
  type SettingPart,
} from './limit-settings.ts';
import { NO_REVIEW, type ReviewEntry } from './review-settings.ts';

/** A profile of the user's own, as written under `agents`. */
interface AgentEntry {
  /** A command line. */
  readonly command: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly mode?: string;
  readonly model?: string;
  readonly login?: string;
  readonly install?: string;
  /** Files that the agent writes into the work tree for itself, relative to it. They are never committed. */
  readonly own_files?: readonly string[];
}

/** Profiles of the user's own, by name. */
export type AgentEntries = Readonly<Record<string, AgentEntry>>;

/** `agent` or `agent:model` by role. */
type RoleEntries = Readonly<Partial<Record<Role, string>>>;

const AUTO: string | number = 'auto';
const NO_AGENTS: AgentEntries = {};
const NO_ROLES: RoleEntries = {};
const NO_NAMES: readonly string[] = [];
const NO_CHECKS: CheckEntries = [];

/** convict's fields of one key (`default`, `doc`, `format`, `env`), and our own. */
export interface ConfigSetting {
  /** One sentence without a full stop; says if 0 or '' means "no limit" or "none". */
  readonly doc: string;
  readonly default:
    | string
    | number
    | boolean
    | readonly string[]
    | AgentEntries
    | LimitSettings
    | PriceSettings
    | RoleEntries
    | CheckEntries
    | ReviewEntry;
  /** A format of `config-formats.ts`, or the list of allowed words. */
  readonly format: string | readonly string[];
  readonly env: string;
  /** The flag of `iteratr build`; null for a key without a flag. */
  readonly flag: string | null;
  /** Entries of a map with a variable and a flag of their own. Such a map is merged entry by entry over all layers. */
  readonly parts?: readonly SettingPart[];
  /** The valid values in words. */
  readonly allowed: string;
  /** When a project's file needs the user's consent to set it: always, for a path outside the project, if it names an agent, or never. */
  readonly consent: 'always' | 'outside' | 'agent' | 'never';
  /** Whether it decides where sessions are stored. */
  readonly placesStore?: boolean;
}

export const CONFIG_SCHEMA = {
  model: {
    doc: 'The model that the agent uses, as the agent names it; agent:model also chooses the agent',
    default: '',
    format: 'text',
    env: 'ITERATR_MODEL',
    flag: '--model',
    allowed: 'a model name such as anthropic/claude-sonnet-4-5, or agent:model such as claude:opus',
    consent: 'agent',
  },
  auto_commit: {
    doc: 'Commit the changes of an iteration when it ends',
    default: true,
    format: 'switch',
    env: 'ITERATR_AUTO_COMMIT',
    flag: '--auto-commit',
    allowed: 'true or false',
    consent: 'never',
  },
  data_dir: {
    doc: 'Folder in which sessions are stored',
    default: PROJECT_NAMES.dataDir,
    format: 'path',
    env: 'ITERATR_DATA_DIR',
    flag: '--data-dir',
    allowed: 'the path of a folder',
    consent: 'outside',
    placesStore: true,
  },
  backup: {
    doc: 'Keep a backup of the events in the .git directory, for `iteratr sessions restore`',
    default: true,
    format: 'switch',
    env: 'ITERATR_BACKUP',
    flag: null,
    allowed: 'true or false',
    consent: 'never',
  },
  log_level: {
    doc: 'Lowest level of log lines to write',
    default: 'info',
    format: ['debug', 'info', 'warn', 'error'],
    env: 'ITERATR_LOG_LEVEL',
    flag: null,
    allowed: 'debug, info, warn or error',
    consent: 'never',
  },
  log_file: {
    doc: 'File to append the log to; empty for no log file',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_LOG_FILE',
    flag: null,
    allowed: 'the path of a file, or "" for none',
    consent: 'always',
  },
  log_max_size: {
    doc: 'Size in MB at which the log file is rotated; 0 for no limit',
    default: 0,
    format: 'count',
    env: 'ITERATR_LOG_MAX_SIZE',
    flag: null,
    allowed: 'a whole number of megabytes from 0 (0 = no limit)',
    consent: 'never',
  },
  log_max_files: {
    doc: 'Earlier log files that are kept when the log is rotated',
    default: 5,
    format: 'positive-count',
    env: 'ITERATR_LOG_MAX_FILES',
    flag: null,
    allowed: 'a whole number from 1',
    consent: 'never',
  },
  iterations: {
    doc: 'Stop after this many iterations; 0 for no limit',
    default: 0,
    format: 'count',
    env: 'ITERATR_ITERATIONS',
    flag: '--iterations',
    allowed: 'a whole number from 0 (0 = no limit)',
    consent: 'never',
  },
  limits: {
    doc: 'Limits of a run (minutes of wall clock time, cost, tokens) and, under session, of all runs of the session (iterations, minutes of work, cost, tokens); 0 for no limit',
    default: NO_LIMIT_SETTINGS,
    format: 'limits',
    env: 'ITERATR_LIMITS',
    flag: null,
    parts: LIMIT_PARTS,
    allowed:
      'a map such as {minutes: 480, cost: 5, tokens: 2000000, session: {iterations: 100, minutes: 2000, cost: 20, tokens: 0}}, numbers from 0 (0 = no limit)',
    consent: 'never',
  },
  prices: {
    doc: 'Prices by model, agent:model or * for all others, in US dollars for a million tokens; used only where the agent reports no cost',
    default: NO_PRICES,
    format: 'prices',
    env: 'ITERATR_PRICES',
    flag: null,
    allowed:
      'a map such as {"claude:opus": {input: 5, output: 25}, "*": {input: 3, output: 15}}, numbers from 0',
    consent: 'never',
  },
  max_failures: {
    doc: 'Give up after this many failed iterations in a row',
    default: 3,
    format: 'positive-count',
    env: 'ITERATR_MAX_FAILURES',
    flag: null,
    allowed: 'a whole number from 1',
    consent: 'never',
  },
  workers: {
    doc: 'Number of agents that work at the same time, each in its own git work tree; 1: a single one, in place',
    default: 1,
    format: 'positive-count',
    env: 'ITERATR_WORKERS',
    flag: '--workers',
    allowed: 'a whole number from 1',
    consent: 'never',
  },
  worktrees_dir: {
    doc: 'Folder for the work trees of workers, outside of the project; empty for iteratr/worktrees in $XDG_STATE_HOME or ~/.local/state',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_WORKTREES_DIR',
    flag: null,
    allowed: 'the path of a folder, or "" for the default',
    consent: 'always',
  },
  worktree_copy: {
    doc: 'Files that git ignores, such as .env, that a new work tree gets copies of, as globs',
    default: NO_NAMES,
    format: 'globs',
    env: 'ITERATR_WORKTREE_COPY',
    flag: null,
    allowed: 'a list of globs such as [.env, config/*.local]',
    consent: 'never',
  },
  remote: {
    doc: "Git remote by which workers on several machines share the session's branch: its work is pushed there; empty for none",
    default: '',
    format: 'text',
    env: 'ITERATR_REMOTE',
    flag: null,
    allowed: 'the name of a git remote such as origin, or "" for none',
    consent: 'always',
  },
  tasks_per_iteration: {
    doc: 'Number of tasks the agent may do in one iteration; 0 for any number',
    default: 1,
    format: 'count',
    env: 'ITERATR_TASKS_PER_ITERATION',
    flag: null,
    allowed: 'a whole number from 0 (0 = any number)',
    consent: 'never',
  },
  answer_timeout: {
    doc: 'Seconds to wait for answers to the agent when nothing else can be done; 0 for no limit, none for not at all, auto for 3600 in a terminal and none headless',
    default: AUTO,
    format: 'answer-timeout',
    env: 'ITERATR_ANSWER_TIMEOUT',
    flag: null,
    allowed: 'auto, none, or a whole number of seconds from 0 (0 = no limit)',
    consent: 'never',
  },
  stall_after: {
    doc: 'Block a task after this many iterations in a row without progress, or with the same failing command; 0 for never',
    default: 5,
    format: 'count',
    env: 'ITERATR_STALL_AFTER',
    flag: null,
    allowed: 'a whole number from 0 (0 = never)',
    consent: 'never',
  },
  idle_timeout: {
    doc: 'Seconds without a sign of the agent, while no tool call runs, before its turn is cancelled; 0 for no limit',
    default: 600,
    format: 'count',
    env: 'ITERATR_IDLE_TIMEOUT',
    flag: null,
    allowed: 'a whole number of seconds from 0 (0 = no limit)',
    consent: 'never',
  },
  tool_timeout: {
    doc: 'Seconds a single tool call of the agent may run before the turn is cancelled; 0 for no limit',
    default: 3600,
    format: 'count',
    env: 'ITERATR_TOOL_TIMEOUT',
    flag: null,
    allowed: 'a whole number of seconds from 0 (0 = no limit)',
    consent: 'never',
  },
  store_timeout: {
    doc: 'Seconds a build waits for an external server or a git remote that is away, or for room on a full disk; 0 for no limit',
    default: 600,
    format: 'count',
    env: 'ITERATR_STORE_TIMEOUT',
    flag: null,
    allowed: 'a whole number of seconds from 0 (0 = no limit)',
    consent: 'never',
  },
  iteration_timeout: {
    doc: 'Seconds an iteration may take before it is cancelled; 0 for no limit',
    default: 0,
    format: 'count',
    env: 'ITERATR_ITERATION_TIMEOUT',
    flag: null,
    allowed: 'a whole number of seconds from 0 (0 = no limit)',
    consent: 'never',
  },
  headless: {
    doc: 'Run without the full-screen interface',
    default: false,
    format: 'switch',
    env: 'ITERATR_HEADLESS',
    flag: '--headless',
    allowed: 'true or false',
    consent: 'never',
  },
  theme: {
    doc: 'Colours of the full-screen interface, for a dark or a light terminal',
    default: 'dark',
    format: ['dark', 'light'],
    env: 'ITERATR_THEME',
    flag: null,
    allowed: 'dark or light',
    consent: 'never',
  },
  attention: {
    doc: 'How the dashboard calls you: title shows the state in the title of the terminal and its progress, bell also rings, all also sends desktop notifications where the terminal can, off does nothing',
    default: 'all',
    format: ['off', 'title', 'bell', 'all'],
    env: 'ITERATR_ATTENTION',
    flag: null,
    allowed: 'off, title, bell or all',
    consent: 'never',
  },
  template: {
    doc: 'File with the prompt template; empty for the default template',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_TEMPLATE',
    flag: '--template',
    allowed: 'the path of a file, or "" for the default template',
    consent: 'outside',
  },
  plan: {
    doc: 'Plan once, while the session has no tasks, before the work begins; in a terminal the plan is reviewed first',
    default: false,
    format: 'switch',
    env: 'ITERATR_PLAN',
    flag: null,
    allowed: 'true or false',
    consent: 'never',
  },
  plan_template: {
    doc: 'File with the prompt template of the planning iteration; empty for the default template',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_PLAN_TEMPLATE',
    flag: null,
    allowed: 'the path of a file, or "" for the default template',
    consent: 'outside',
  },
  agent: {
    doc: `The coding agent: ${AGENT_NAMES.join(', ')}, a name under agents, or the command line of any agent that speaks ACP on standard input and output`,
    default: AGENT_NAMES[0],
    format: 'command-line',
    env: 'ITERATR_AGENT',
    flag: null,
    allowed: `${AGENT_NAMES.join(', ')}, a name under agents, or a command line such as node ./agent.js --acp with every quote closed`,
    consent: 'always',
  },
  agents: {
    doc: 'Agents of your own by name; command is required, the rest is what differs from the agent that the command starts',
    default: NO_AGENTS,
    format: 'agents',
    env: 'ITERATR_AGENTS',
    flag: null,
    allowed:
      'a map such as {mine: {command: "node ./agent.js", env: {A: b}, mode: code, model: m, login: "text", install: "text", own_files: [agent.log]}}',
    consent: 'always',
  },
  agent_mode: {
    doc: 'The mode of the agent, as the agent names it; empty for its own choice',
    default: '',
    format: 'text',
    env: 'ITERATR_AGENT_MODE',
    flag: '--agent-mode',
    allowed: 'a mode of the agent, or "" for its own choice',
    consent: 'always',
  },
  verify: {
    doc: 'Checks that iteratr runs itself to decide what is done: shell commands, or maps of command, timeout in seconds, on and junit',
    default: NO_CHECKS,
    format: 'checks',
    env: 'ITERATR_VERIFY',
    flag: null,
    allowed:
      'a list such as [npm test, {command: make e2e, timeout: 1200, on: [session], junit: report.xml}]',
    consent: 'always',
  },
  verify_rounds: {
    doc: 'Number of times the agent may fix work that its checks refuse, in the same context',
    default: 2,
    format: 'count',
    env: 'ITERATR_VERIFY_ROUNDS',
    flag: null,
    allowed: 'a whole number from 0',
    consent: 'never',
  },
  protect: {
    doc: 'Globs of files, such as tests, whose changes need your consent, relative to the project; ! before one makes an exception',
    default: NO_NAMES,
    format: 'globs',
    env: 'ITERATR_PROTECT',
    flag: null,
    allowed: 'a list of globs inside the project such as ["test/**", .github, "!test/fixtures/**"]',
    consent: 'never',
  },
  protect_new: {
    doc: 'Whether the agent may add files that match protect',
    default: false,
    format: 'switch',
    env: 'ITERATR_PROTECT_NEW',
    flag: null,
    allowed: 'true or false',
    consent: 'never',
  },
  review: {
    doc: 'Let a reviewer, in a fresh context and a copy of the commit, accept each completed task or return it; template is the file with its prompt, rounds how often it may return a task, 0 for no reviewer',
    default: NO_REVIEW,
    format: 'review',
    env: 'ITERATR_REVIEW',
    flag: null,
    allowed: 'true, false, or a map such as {template: review.txt, rounds: 2}',
    consent: 'outside',
  },
  fallback: {
    doc: 'Agents that continue, in this order, when the agent cannot: each a name or name:model',
    default: NO_NAMES,
    format: 'agent-list',
    env: 'ITERATR_FALLBACK',
    flag: null,
    allowed: 'a list of agents such as [codex, "gemini:gemini-3-pro"]',
    consent: 'always',
  },
  fallback_after: {
    doc: 'Longest wait for a provider, in seconds, before an agent of fallback continues',
    default: 300,
    format: 'count',
    env: 'ITERATR_FALLBACK_AFTER',
    flag: null,
    allowed: 'a whole number of seconds from 0 (0 = never wait)',
    consent: 'never',
  },
  roles: {
    doc: 'The agents for parts of the work: plan for `iteratr spec` and for plans of builds, work for builds in place of agent and model, review for the reviewer of builds; without a role, agent',
    default: NO_ROLES,
    format: 'roles',
    env: 'ITERATR_ROLES',
    flag: null,
    allowed: `a map of ${ROLES.join(', ')} to agent or agent:model, such as {plan: "claude:opus", work: opencode}`,
    consent: 'always',
  },
  env_deny: {
    doc: 'Variables that agent and hooks do not get; * stands for any characters',
    default: NO_NAMES,
    format: 'variable-names',
    env: 'ITERATR_ENV_DENY',
    flag: null,
    allowed: 'a list of names such as [AWS_*, GITHUB_TOKEN]',
    consent: 'never',
  },
  notify: {
    doc: 'Where notifications of a build go: a URL that gets a POST with JSON, or a command line that gets JSON on stdin; empty for nowhere',
    default: '',
    format: 'notify',
    env: 'ITERATR_NOTIFY',
    flag: null,
    allowed: 'an http:// or https:// URL, a command line such as ./notify.sh, or "" for nowhere',
    consent: 'always',
  },
  notify_on: {
    doc: 'What to send notifications about',
    default: NOTIFICATION_TYPES as readonly string[],
    format: 'notification-types',
    env: 'ITERATR_NOTIFY_ON',
    flag: null,
    allowed: `a list of one or more of ${NOTIFICATION_TYPES.join(', ')}`,
    consent: 'never',
  },
  nats_server: {
    doc: 'Path of the nats-server program to start; empty to use the installed one',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_NATS_SERVER',
    flag: null,
    allowed: 'the path of a program, or "" for the installed one',
    consent: 'always',
  },
  nats_url: {
    doc: 'NATS server to use instead of starting one; separate several servers of a cluster by commas',
    default: '',
    format: 'nats-urls',
    env: 'ITERATR_NATS_URL',
    flag: null,
    allowed: 'nats://host:port or tls://host:port, several separated by commas, or "" for an embedded server',
    consent: 'always',
    placesStore: true,
  },
  nats_creds: {
    doc: 'Credentials file for the external NATS server; empty for none',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_NATS_CREDS',
    flag: null,
    allowed: 'the path of a .creds file, or "" for none',
    consent: 'always',
    placesStore: true,
  },
  nats_ca: {
    doc: 'Certificate authority of the external NATS server; empty for those that the system trusts',
    default: '',
    format: 'optional-path',
    env: 'ITERATR_NATS_CA',
    flag: null,
    allowed: 'the path of a PEM file, or "" for those the system trusts',
    consent: 'always',
    placesStore: true,
  },
  nats_replicas: {
    doc: 'Number of replicas of the events on an external cluster; used only when the stream is created',
    default: 1,
    format: 'replicas',
    env: 'ITERATR_NATS_REPLICAS',
    flag: null,
    allowed: '1, 3 or 5',
    consent: 'always',
  },
} as const satisfies Record<string, ConfigSetting>;

/** A key as written in files. */
export type ConfigKey = keyof typeof CONFIG_SCHEMA;

export const CONFIG_KEYS = Object.keys(CONFIG_SCHEMA) as readonly ConfigKey[];

type Format<K extends ConfigKey> = (typeof CONFIG_SCHEMA)[K]['format'];
type Default<K extends ConfigKey> = (typeof CONFIG_SCHEMA)[K]['default'];
type Widened<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/** Valid values by key, as convict stores them. */
export type ValueByKey = {
  readonly [K in ConfigKey]: Format<K> extends readonly (infer Word)[] ? Word : Widened<Default<K>>;
};

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The configuration of one run: every key has a valid value, every path is absolute. */
export type AppConfig = { readonly [K in ConfigKey as CamelCase<K>]: ValueByKey[K] };

type FlagKey = { [K in ConfigKey]: (typeof CONFIG_SCHEMA)[K]['flag'] extends null ? never : K }[ConfigKey];

type PartFlag = (typeof LIMIT_PARTS)[number]['flag'];
type FlagProperty<Flag> = Flag extends `--${infer Head}-${infer Tail}` ? `${Head}${Capitalize<Tail>}` : never;

/** Flag values by property, as given on the command line; undefined for a flag that was not given. */
export type ConfigFlags = { readonly [K in FlagKey as CamelCase<K>]?: unknown } & {
  readonly [Flag in PartFlag as FlagProperty<Flag>]?: unknown;
};

/** Returns the settings of a key, including the fields that only some keys have. */
export function settingOf(key: ConfigKey): ConfigSetting {
  return CONFIG_SCHEMA[key];
}

/** Returns the name of a key in `AppConfig`: `dataDir` for `data_dir`. */
export function propertyOf<K extends ConfigKey>(key: K): CamelCase<K> {
  return key.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<K>;
}

/** Returns the entries of a key that have variables and flags of their own. */
export function partsOf(key: ConfigKey): readonly SettingPart[] {
  return settingOf(key).parts ?? [];
}
