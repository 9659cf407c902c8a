// Specifies the command line: how arguments become values, what help says, and how errors end.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliOutput, runCli } from '../../../adapters/cli/cli.ts';
import type { CommandDefinition, CommandInput } from '../../../adapters/cli/command.ts';
import { type BuildRequest, buildCommand } from '../../../adapters/cli/commands/build/build.command.ts';
import { configCommand } from '../../../adapters/cli/commands/config/config.command.ts';
import { genTemplateCommand } from '../../../adapters/cli/commands/gen-template/gen-template.command.ts';
import { mcpCommand } from '../../../adapters/cli/commands/mcp/mcp.command.ts';
import { sessionsCommands } from '../../../adapters/cli/commands/sessions/sessions.command.ts';
import { sessionsChangeCommands } from '../../../adapters/cli/commands/sessions/sessions-change.command.ts';
import { steerCommands } from '../../../adapters/cli/commands/steer/steer.command.ts';
import { type ToolRequest, toolCommands } from '../../../adapters/cli/commands/tool/tool.command.ts';
import { versionCommand } from '../../../adapters/cli/commands/version/version.command.ts';
import { exitCodeOfError, exitCodeOfRun } from '../../../adapters/cli/exit-codes.ts';
import {
  AdapterError,
  type AdapterErrorCode,
  ApplicationError,
  ConfigError,
  InputError,
} from '../../../application/errors.ts';
import { DomainError } from '../../../domain/errors.ts';
import { tempDir } from '../../support/temp-dir.ts';

let out: string;
let err: string;
let builds: BuildRequest[];
let tools: ToolRequest[];
let served: unknown[];
let steered: unknown[];

const output: CliOutput = {
  out: (text) => {
    out += text;
  },
  err: (text) => {
    err += text;
  },
};

const COMMANDS: CommandDefinition[] = [
  buildCommand(async (request) => {
    builds.push(request);
    return 3;
  }),
  ...toolCommands(
    async (request) => {
      tools.push(request);
      return 0;
    },
    async () => 'from stdin',
  ),
  ...steerCommands(
    async ({ command }) => {
      steered.push(command);
      return 0;
    },
    async () => 'from stdin',
  ),
  ...sessionsCommands({
    list: async () => 0,
    show: async () => 0,
    log: async () => 0,
    export: async () => 0,
  }),
  ...sessionsChangeCommands({ remove: async () => 0, rename: async () => 0, restore: async () => 0 }),
  mcpCommand(async (request) => {
    served.push(request);
    return 0;
  }),
  configCommand(async () => 0),
  genTemplateCommand(async () => 0),
  versionCommand({ version: '1.2.3', commit: '', date: '' }, output),
];

beforeEach(() => {
  [out, err, builds, tools, served, steered] = ['', '', [], [], [], []];
});

function cli(...args: string[]): Promise<number> {
  return runCli(args, COMMANDS, output, false);
}

describe('values', () => {
  const values = [
    '007',
    '1e3',
    '0x10',
    '-x',
    '-1',
    '--',
    '--help',
    '-h',
    '=',
    'a=b',
    '',
    ' ',
    'true',
    'null',
  ];
  const others = ['é ☃ 日本', 'two\nlines', '"quoted"', '$HOME `x`', '{{x}}', '[1]', '--content', '- item'];

  it.each([...values, ...others])('stay as they were typed: %j', async (value) => {
    for (const args of [['--content', value], [`--content=${value}`]]) {
      expect(await cli('tool', 'task-add', '--name', 'a', ...args)).toBe(0);
      expect(tools.at(-1)?.input).toEqual({ content: value });
    }
    expect(await cli('build', '-e', value)).toBe(3);
    expect(builds.at(-1)?.extraInstructions).toBe(value);
    expect(err).toBe('');
  });

  it('of flags come under the names the tools have', async () => {
    await cli('tool', 'task-depends', '-n', '007', '--id', '3', '--depends-on', '1,2', '--data-dir', '9');
    expect(tools).toEqual([
      {
        tool: 'task-depends',
        session: '007',
        input: { id: '3', depends_on: '1,2' },
        json: false,
        config: { dataDir: '9' },
      },
    ]);
  });

  it('are absent where nothing is given', async () => {
    await cli('build');
    await cli('mcp');
    expect(builds).toEqual([
      {
        name: undefined,
        spec: undefined,
        extraInstructions: '',
        plan: false,
        reset: false,
        takeOver: false,
        includeDirty: false,
        merge: false,
        output: 'text',
        config: {},
      },
    ]);
    expect(served).toEqual([{ session: undefined, config: {} }]);
  });

  it('of switches are on, off, or not given', async () => {
    await cli('build', '--headless', '--auto-commit', '--reset');
    await cli('build', '--no-headless', '--no-auto-commit', '--no-reset');
    await cli('build', '--headless');
    await cli('build', '--headless=true', '--auto-commit=false', '--no-reset=false');
    expect(builds.map(({ reset, config }) => [reset, config])).toEqual([
      [true, { headless: true, autoCommit: true }],
      [false, { headless: false, autoCommit: false }],
      [false, { headless: true }],
      [true, { headless: true, autoCommit: false }],
    ]);
  });

  it('without a flag stay as they were typed, too', async () => {
    for (const text of ['007', 'é ☃', 'a=b']) await cli('message', '-n', 'a', text);
    await cli('message', '-n', 'a', '--', '- item');
    expect(err).toBe('');
    expect(steered).toMatchObject(['007', 'é ☃', 'a=b', '- item'].map((text) => ({ text })));
  });

  it('of long text come from stdin, of JSON also from a file', async () => {
    const file = join(tempDir(), 'tasks.json');
    writeFileSync(file, '[{"content": "é"}]');
    await cli('tool', 'task-add', '-n', 'a', '--content', '-');
    await cli('tool', 'note-add', '-n', 'a', '--type', 'tip', '--content=-');
    await cli('tool', 'iteration-summary', '-n', 'a', '--summary', '-');
    await cli('tool', 'task-batch-add', '-n', 'a', '--tasks', '-');
    await cli('tool', 'task-batch-add', '-n', 'a', '--tasks', `@${file}`);
    await cli('tool', 'task-add', '-n', 'a', '--content', '@types/node is old');
    await cli('tool', 'task-status', '-n', 'a', '--id', '-', '--status', '-');
    expect(err).toBe('');
    expect(tools.map(({ input }) => input)).toEqual([
      { content: 'from stdin' },
      { type: 'tip', content: 'from stdin' },
      { summary: 'from stdin' },
      { tasks: 'from stdin' },
      { tasks: '[{"content": "é"}]' },
      { content: '@types/node is old' },
      { id: '-', status: '-' },
    ]);
  });

  it('have short forms', async () => {
    await cli('build', '-n', 'a', '-s', 'b', '-t', 'c', '-e', 'd', '-i', '5', '-m', 'f');
    expect(builds).toEqual([
      {
        name: 'a',
        spec: 'b',
        extraInstructions: 'd',
        plan: false,
        reset: false,
        takeOver: false,
        includeDirty: false,
        merge: false,
        output: 'text',
        config: { template: 'c', iterations: '5', model: 'f' },
      },
    ]);
  });

  it('ask for JSON with --json', async () => {
    await cli('tool', 'task-list', '-n', 'a');
    await cli('tool', 'task-list', '-n', 'a', '--json');
    expect(tools.map(({ json }) => json)).toEqual([false, true]);
  });
});

describe('mistakes', () => {
  it.each<[args: string[], message: string]>([
    [
      ['build', '--iteration', '3'],
      'unknown option "--iteration"; did you mean --iterations? see `iteratr build --help`',
    ],
    [
      ['build', '--autocommit'],
      'unknown option "--autocommit"; did you mean --auto-commit? see `iteratr build --help`',
    ],
    [
      ['build', '--no-autocommit'],
      'unknown option "--no-autocommit"; did you mean --no-auto-commit? see `iteratr build --help`',
    ],
    [
      ['build', '--dataDir', 'x'],
      'unknown option "--dataDir"; did you mean --data-dir? see `iteratr build --help`',
    ],
    [['build', '--something-else'], 'unknown option "--something-else"; see `iteratr build --help`'],
    [['build', '-z'], 'unknown option "-z"; see `iteratr build --help`'],
    [['build', '-i3'], 'unknown option "-i3"; see `iteratr build --help`'],
    [
      ['build', '--no-model'],
      'unknown option "--no-model"; did you mean --model? see `iteratr build --help`',
    ],
    [
      ['version', '--no-json'],
      'unknown option "--no-json"; did you mean --json? see `iteratr version --help`',
    ],
    [
      ['build', '--spec'],
      "--spec needs a value: spec file (default: the session's spec; else iteratr asks, or uses ./specs/SPEC.md without a terminal)",
    ],
    [['build', '--spec=a', '-s', 'b'], '-s is given more than once; give it once'],
    [
      ['build', '--headless=yes'],
      '--headless is a switch, and "yes" is neither true nor false; write --headless alone, or --headless=false',
    ],
    [['build', '--output', 'xml'], '--output "xml" is not a format; use text or json'],
    [
      ['tool', 'task-add', '-n', 'a'],
      '--content is missing: what to do, as one small step whose result can be checked',
    ],
    [
      ['message', '- item'],
      'unknown option "- item"; put text that starts with - after --, or see `iteratr message --help`',
    ],
    [['bild'], 'there is no command "bild"; did you mean "build"? `iteratr --help` lists the commands'],
    [
      ['tool', 'task-lst'],
      'there is no command "tool task-lst"; did you mean "tool task-list"? `iteratr --help` lists the commands',
    ],
    [
      ['sessions', 'show', '---'],
      'unknown option "---"; put text that starts with - after --, or see `iteratr sessions show --help`',
    ],
    [
      ['tool', 'task-batch-add', '-n', 'a', '--tasks', '@/none.json'],
      'the file "/none.json" of --tasks cannot be read (ENOENT)',
    ],
    [['unheard-of'], 'there is no command "unheard-of"; `iteratr --help` lists the commands'],
  ])('%j', async (args, message) => {
    expect(await cli(...args)).toBe(2);
    expect([out, err]).toEqual(['', `iteratr: ${message}\n`]);
    expect([builds, tools]).toEqual([[], []]);
  });

  it.each([
    ['build', 'extra'],
    ['build', '--', '--headless'],
    ['tool', 'task-list', '-n', 'a', 'extra'],
    ['tool', 'task-add', '-n', 'a', '--content', 'x', '--', 'y'],
    ['sessions', 'delete', '--yes', '--', 'a', 'b'],
    ['message', '-n', 'a', 'x', '--', 'y'],
  ])('arguments that belong to no flag: %j', async (...args) => {
    expect(await cli(...args)).toBe(2);
    expect(err).toMatch(/^iteratr: .+\n$/);
    expect([builds, tools]).toEqual([[], []]);
  });
});

describe('help', () => {
  afterEach(() => expect(err).toBe(''));

  it.each([['-h'], ['help'], ['--help']])('of the program comes with %s', async (flag) => {
    expect(await cli(flag)).toBe(0);
    expect(out).toMatch(/^iteratr runs an AI coding agent/);
  });

  it('comes also beside other flags, but not for a value', async () => {
    expect(await cli('build', '--headless', '-h')).toBe(0);
    expect(out).toMatch(/^Run the agent/);
    await cli('build', '--name', '--help');
    expect(builds.map(({ name }) => name)).toEqual(['--help']);
  });

  it('lists every flag that the examples use', async () => {
    for (const { examples } of COMMANDS) {
      for (const example of examples) {
        const words = example.replace(/ [|<>].*/, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? [];
        const args = words.map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
        expect([0, 3]).toContain(await cli(...args));
      }
    }
  });
});

describe('errors', () => {
  /** What a command that fails so prints. */
  async function printed(error: unknown, debug = false): Promise<string> {
    const run = async (_: CommandInput): Promise<number> => {
      throw error;
    };
    const broken: CommandDefinition = { name: 'broken', description: '', options: [], examples: [], run };
    err = '';
    expect(await runCli(['broken'], [broken], output, debug)).toBe(1);
    return err;
  }

  it('are one line, whatever is in them', async () => {
    const text = 'It ended.\nIt last wrote:\n\u001b[31mboom\u001b[0m\n  at x';
    const line = 'iteratr: It ended. It last wrote: boom at x\n';
    expect(await printed(new AdapterError('AGENT.EXITED', text))).toBe(line);
    expect(await printed('text')).toMatch(/^iteratr: unexpected error: text [^\n]+\n$/);
  });

  it('that nobody expected show their stack only when asked', async () => {
    const fault = new TypeError('x is\nnot a function');
    const line = /^iteratr: unexpected error: x is not a function \(set ITERATR_LOG_LEVEL=debug [^\n]+\n/;
    expect(await printed(fault)).toMatch(new RegExp(`${line.source}$`));
    expect(await printed(fault, true)).toMatch(line);
    expect(await printed(fault, true)).toMatch(/\n {4}at /);
  });

  it('end with 2 when they are malformed input, else with 1', () => {
    const usage = [
      new InputError('x'),
      new ConfigError('x'),
      new DomainError('TASK.INVALID_ID', 'x'),
      new DomainError('SESSION.INVALID_NAME', 'x'),
      new ApplicationError('SPEC.UNREADABLE', 'x'),
      new ApplicationError('TEMPLATE.BROKEN', 'x'),
      new AdapterError('DATA_DIR', 'x'),
      new AdapterError('AGENT.NOT_FOUND', 'x'),
      new AdapterError('AGENT.MODEL', 'x'),
    ];
    expect(usage.map(exitCodeOfError)).toEqual(usage.map(() => 2));
    const failures: AdapterErrorCode[] = [
      'AGENT.EXITED',
      'AGENT.REFUSED',
      'STORE.NO_SERVER',
      'STORE.WRITE',
      'PORT',
    ];
    for (const code of failures) expect(exitCodeOfError(new AdapterError(code, 'x'))).toBe(1);
    expect(exitCodeOfError(new DomainError('TASK.NOT_FOUND', 'x'))).toBe(1);
    expect(exitCodeOfError(new ApplicationError('SESSION.BUSY', 'x'))).toBe(2);
    expect(exitCodeOfError(new Error('x'))).toBe(1);
  });

  it('and other ends of a run have the codes that are documented', () => {
    expect(exitCodeOfRun('complete', undefined, undefined)).toBe(0);
    expect(exitCodeOfRun('iteration_limit', undefined, undefined)).toBe(3);
    expect(exitCodeOfRun('no_progress', undefined, undefined)).toBe(4);
    expect(exitCodeOfRun('interrupted', undefined, 'SIGINT')).toBe(130);
    expect(exitCodeOfRun('interrupted', undefined, 'SIGTERM')).toBe(143);
    expect(exitCodeOfRun('interrupted', undefined, 'SIGHUP')).toBe(130);
    expect(exitCodeOfRun('failed', new AdapterError('AGENT.MODEL', 'x'), undefined)).toBe(2);
    expect(exitCodeOfRun('failed', new Error('x'), undefined)).toBe(1);
  });
});
