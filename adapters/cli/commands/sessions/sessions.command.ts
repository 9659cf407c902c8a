// `iteratr sessions list`, `show`, `log` and `export`: show recorded sessions.
import { InputError } from '../../../../application/errors.ts';
import {
  booleanOption,
  type CommandDefinition,
  type CommandInput,
  givenSession,
  textOption,
} from '../../command.ts';
import {
  type ConfigFlags,
  configFlags,
  DATA_DIR_OPTION,
  JSON_OPTION,
  SESSION_OPTION,
  TRUST_OPTION,
} from '../../config-options.ts';

export interface ListRequest {
  readonly json: boolean;
  readonly config: ConfigFlags;
}

interface Request {
  readonly config: ConfigFlags;
}

interface OneSessionRequest extends Request {
  /** undefined: not given. */
  readonly session: string | undefined;
  readonly json: boolean;
}

export interface ShowRequest extends OneSessionRequest {
  /** Whether to print what changes until the run ends. */
  readonly watch: boolean;
}

export interface LogRequest extends OneSessionRequest {
  readonly follow: boolean;
}

export interface ExportRequest extends Request {
  readonly session: string | undefined;
  readonly format: ExportFormat;
  /** undefined: stdout. */
  readonly output: string | undefined;
  readonly force: boolean;
}

/** The actions behind the commands. Each returns the exit code. */
export interface SessionsActions {
  list(request: ListRequest): Promise<number>;
  show(request: ShowRequest): Promise<number>;
  log(request: LogRequest): Promise<number>;
  export(request: ExportRequest): Promise<number>;
}

/** The formats by the names that the user can give. */
const FORMATS = {
  md: 'markdown',
  markdown: 'markdown',
  json: 'json',
  junit: 'junit',
  html: 'html',
} as const;
type ExportFormat = (typeof FORMATS)[keyof typeof FORMATS];

export function sessionsCommands(actions: SessionsActions): CommandDefinition[] {
  return [listCommand('sessions', actions), listCommand('sessions list', actions), ...commandsOfOne(actions)];
}

function listCommand(name: string, { list }: SessionsActions): CommandDefinition {
  return {
    name,
    group: 'Look back',
    description: 'List all sessions with state, progress, cost, last activity and spec.',
    options: [JSON_OPTION, DATA_DIR_OPTION, TRUST_OPTION],
    examples: [name, `${name} --json | jq -r '.[] | select(.condition == "stopped") | .name'`],
    run: (input) =>
      list({ json: booleanOption(input, 'json') ?? false, config: configFlags(input, ['data-dir']) }),
  };
}

function commandsOfOne(actions: SessionsActions): CommandDefinition[] {
  const common = { positionals: '[name]', positionalValues: ['session'] } as const;
  return [
    {
      ...common,
      name: 'sessions show',
      description: 'Show one session: tasks by status, the last iterations, what it cost.',
      options: [
        SESSION_OPTION,
        { flags: '-w, --watch', description: 'then print a line for what changes, until the run ends' },
        {
          flags: '--json',
          description: 'print JSON; with --watch one object per line: the session, then its events',
        },
        DATA_DIR_OPTION,
        TRUST_OPTION,
      ],
      examples: [
        'sessions show my-session',
        'sessions show my-session --json',
        'sessions show my-session --watch',
      ],
      run: (input) => actions.show({ ...oneSession(input), watch: booleanOption(input, 'watch') ?? false }),
    },
    {
      ...common,
      name: 'sessions log',
      description: 'Print every event of a session, oldest first.',
      options: [
        SESSION_OPTION,
        { flags: '-f, --follow', description: 'keep printing new events, until Ctrl+C' },
        { flags: '--json', description: 'print the events as they are stored, one JSON object per line' },
        DATA_DIR_OPTION,
        TRUST_OPTION,
      ],
      examples: [
        'sessions log my-session',
        'sessions log my-session --follow',
        'sessions log my-session --json | jq -r .type | sort | uniq -c',
      ],
      run: (input) => actions.log({ ...oneSession(input), follow: booleanOption(input, 'follow') ?? false }),
    },
    {
      ...common,
      name: 'sessions export',
      description:
        'Write a report of a session in Markdown, HTML or JUnit XML, or everything known about it in JSON.',
      options: [
        SESSION_OPTION,
        {
          flags: '--format <format>',
          description: 'md (the default), json, junit or html: one page that needs no network',
          value: Object.keys(FORMATS),
        },
        {
          flags: '-o, --output <path>',
          description: 'file to write (default: standard output)',
          value: 'file',
        },
        { flags: '--force', description: 'overwrite the file if it exists' },
        DATA_DIR_OPTION,
        TRUST_OPTION,
      ],
      examples: [
        'sessions export my-session',
        'sessions export my-session --output report.md',
        'sessions export my-session --format html --output report.html',
        'sessions export my-session --format json --output my-session.json --force',
      ],
      run: (input) => actions.export(exportRequest(input)),
    },
  ];
}

function oneSession(input: CommandInput): OneSessionRequest {
  const json = booleanOption(input, 'json') ?? false;
  return { session: givenSession(input), json, config: configFlags(input, ['data-dir']) };
}

function exportRequest(input: CommandInput): ExportRequest {
  const given = textOption(input, 'format') ?? 'md';
  const format = Object.hasOwn(FORMATS, given) ? FORMATS[given as keyof typeof FORMATS] : undefined;
  if (format === undefined) {
    throw new InputError(`--format "${given}" is not a format`, { remedy: 'use md, json, junit or html' });
  }
  return {
    session: givenSession(input),
    format,
    output: textOption(input, 'output'),
    force: booleanOption(input, 'force') ?? false,
    config: configFlags(input, ['data-dir']),
  };
}
