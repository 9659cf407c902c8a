// Specifies that no text of an agent, a repository or a file controls what reads our output, whichever command prints it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processConsole } from '../../adapters/cli/console.ts';
import { KnownSecrets } from '../../application/secrets/known-secrets.ts';
import { programCommands } from '../../bootstrap/program.ts';
import { Program } from '../support/program.ts';
import { mcp } from '../support/scenarios.ts';
import type { Scenario } from '../support/scripted-agent/scenario.ts';

/** Clipboard, title, clear, C1, overrides of the writing direction, and what rewrites a line. Valid in file names. */
const HOSTILE =
  'x\x1b]52;c;aGk=\x07\x1b]0;title\x1b\\\x1b[2J\x1b[31m\x9b2J\x9d0;t\x9c\u202e\u2066\u061c\u200e\b\x7f\ry';
const NASTY = `${HOSTILE}\x00z`;

const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const SPEC = `specs/${HOSTILE}.md`;
const AGENT: Scenario = {
  info: { name: NASTY, version: NASTY },
  turns: [
    {
      steps: [
        { thought: NASTY },
        { text: NASTY },
        { update: { sessionUpdate: 'usage_update', used: 1, size: 2, cost: { amount: 1, currency: NASTY } } },
        { tool: { title: NASTY, output: NASTY, status: 'failed' } },
        { permission: { title: NASTY } },
        { write: { path: `${HOSTILE}.txt`, content: NASTY } },
        mcp('task-add', { content: `main ${NASTY}` }),
        mcp('task-add', { content: `other ${NASTY}`, depends_on: ['TAS-1'], files: ['src/\u202e\u200e.ts'] }),
        mcp('task-add', { content: 'refused', files: [NASTY] }),
        mcp('note-add', { type: 'tip', content: NASTY }),
        mcp('task-status', { id: 'TAS-1', status: 'completed' }),
        mcp('iteration-summary', { summary: NASTY }),
      ],
      usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    },
  ],
};

const OF_SESSION = ['--name', 'demo'];

type Call = readonly [code: number, ...args: string[]];

function textAndJson(...call: Call): Call[] {
  return [call, [...call, '--json']];
}

/**
 * What each command ends with and its arguments, in the order in which they run: later ones change the session. The commands
 * that need a terminal refuse here, with a line of their own.
 */
const CALLS: Readonly<Record<string, readonly Call[]>> = {
  build: [
    [3, '--headless', '--reset', ...OF_SESSION, '--spec', SPEC, '-i', '1'],
    [3, '--headless', '--output', 'json', ...OF_SESSION, '--spec', SPEC, '-i', '1'],
  ],
  trust: [...textAndJson(0), ...textAndJson(0, '--list'), ...textAndJson(0, '--revoke')],
  agents: textAndJson(0),
  config: textAndJson(0),
  doctor: textAndJson(0),
  'hooks check': textAndJson(0),
  'hooks run': [
    [1, 'session_start'],
    [1, 'on_error', '--error', HOSTILE],
  ],
  spec: [[2]],
  attach: [[2, ...OF_SESSION]],
  'gen-template': [[0, '--output', `${HOSTILE}.liquid`]],
  version: textAndJson(0),
  completion: [[0, 'bash']],
  complete: [[0, '--', 'tool', '']],
  'tool task-add': [
    [0, ...OF_SESSION, '--content', HOSTILE],
    [0, ...OF_SESSION, '--content', `json ${HOSTILE}`, '--json'],
    [1, ...OF_SESSION, '--content', HOSTILE],
    [2, ...OF_SESSION, '--content', 'with files', '--files', HOSTILE],
  ],
  'tool task-batch-add': [
    [0, ...OF_SESSION, '--tasks', JSON.stringify([{ content: `batch ${NASTY}` }])],
    [0, ...OF_SESSION, '--tasks', JSON.stringify([{ content: `json batch ${NASTY}` }]), '--json'],
  ],
  'tool task-status': [
    ...textAndJson(0, ...OF_SESSION, '--id', 'TAS-3', '--status', 'completed'),
    [2, ...OF_SESSION, '--id', 'TAS-2', '--status', HOSTILE],
  ],
  'tool task-priority': [
    ...textAndJson(0, ...OF_SESSION, '--id', 'TAS-3', '--priority', '1'),
    [2, ...OF_SESSION, '--id', HOSTILE, '--priority', '1'],
  ],
  'tool task-update': [
    ...textAndJson(0, ...OF_SESSION, '--id', 'TAS-4', '--content', `new ${HOSTILE}`),
    ...textAndJson(0, ...OF_SESSION, '--id', 'TAS-4', '--files', 'a\u2066b,c\u061c'),
    [2, ...OF_SESSION, '--id', 'TAS-4', '--files', HOSTILE],
  ],
  'tool task-depends': [
    ...textAndJson(0, ...OF_SESSION, '--id', 'TAS-4', '--depends-on', 'TAS-2'),
    [2, ...OF_SESSION, '--id', 'TAS-3', '--depends-on', HOSTILE],
  ],
  'tool task-list': textAndJson(0, ...OF_SESSION),
  'tool task-next': textAndJson(0, ...OF_SESSION),
  'tool note-add': textAndJson(0, ...OF_SESSION, '--type', 'tip', '--content', HOSTILE),
  'tool note-list': textAndJson(0, ...OF_SESSION),
  'tool iteration-summary': textAndJson(0, ...OF_SESSION, '--summary', HOSTILE),
  'tool session-complete': textAndJson(1, ...OF_SESSION),
  'tool review-accept': [
    ...textAndJson(1, ...OF_SESSION, '--id', 'TAS-3', '--reason', HOSTILE),
    [2, ...OF_SESSION, '--id', HOSTILE],
  ],
  'tool review-return': textAndJson(1, ...OF_SESSION, '--id', 'TAS-3', '--reason', HOSTILE),
  message: [[0, ...OF_SESSION, HOSTILE]],
  accept: [
    [0, ...OF_SESSION, 'TAS-3'],
    [2, ...OF_SESSION, HOSTILE],
  ],
  verify: textAndJson(1, ...OF_SESSION),
  'tool ask-user': [
    [0, ...OF_SESSION, '--question', HOSTILE],
    [0, ...OF_SESSION, '--question', `json ${HOSTILE}`, '--assumption', HOSTILE, '--json'],
  ],
  questions: textAndJson(0, ...OF_SESSION),
  workers: textAndJson(0, ...OF_SESSION),
  work: [
    [1, '--name', 'missing', '--agent', 'opencode', '--model', HOSTILE],
    [1, '--name', 'missing', '--output', 'json'],
    [2, '--name', HOSTILE],
  ],
  worktrees: textAndJson(0),
  merge: [...textAndJson(1), [2, '--name', HOSTILE]],
  answer: [
    [0, ...OF_SESSION, 'QUE-1', HOSTILE],
    [1, ...OF_SESSION, 'QUE-1', HOSTILE],
    [2, ...OF_SESSION, HOSTILE, HOSTILE],
  ],
  pause: [[0, ...OF_SESSION]],
  resume: [[0, ...OF_SESSION]],
  mcp: [[2, '--name', HOSTILE]],
  sessions: textAndJson(0),
  'sessions list': textAndJson(0),
  'sessions show': textAndJson(0, 'demo'),
  'sessions log': textAndJson(0, 'demo'),
  replay: [
    [2, 'demo'],
    [0, 'demo', '--cast', `${HOSTILE}.cast`],
  ],
  'sessions export': [
    [0, 'demo'],
    [0, 'demo', '--format', 'json'],
    [0, 'demo', '--format', 'junit'],
    [0, 'demo', '--format', 'html'],
    [0, 'demo', '--output', `${HOSTILE}.md`],
  ],
  setup: [[0, '--project', '--force', '--model', HOSTILE]],
  'sessions rename': [[2, 'demo', HOSTILE]],
  'sessions restore': [[0], [2, HOSTILE]],
  'sessions reset': [[0, 'demo', '--yes']],
  'sessions delete': [[2, HOSTILE]],
};

const ends: (() => void | Promise<void>)[] = [];
let program: Program;
let env: Record<string, string | undefined>;

beforeAll(() => {
  program = new Program({ onEnd: (end) => ends.push(end) });
  program.write(SPEC, `# ${NASTY}\n\n- [ ] ${NASTY}\n`);
  mkdirSync(program.path('.git', 'hooks'), { recursive: true });
  const quoted = JSON.stringify(NASTY);
  program.write('iteratr.yml', `model: ${quoted}\nlog_file: iteratr.log\nlog_level: debug\n`);
  const hook = `[{ command: ${JSON.stringify(`printf '%s' '${HOSTILE}'; exit 3`)}, pipe_output: true }]`;
  program.write('.iteratr.hooks.yml', `version: 1\nhooks:\n  session_start: ${hook}\n  on_error: ${hook}\n`);
  // Refuses the commit, with a reason that git passes on.
  writeFileSync(
    program.path('.git', 'hooks', 'commit-msg'),
    `#!/bin/sh\nprintf '%s' '${HOSTILE}' >&2\nexit 1\n`,
    {
      mode: 0o755,
    },
  );
  const { commandLine } = program.agent(AGENT);
  const check = `printf '%s' '${HOSTILE}'; exit 1`;
  env = {
    ITERATR_AGENT: commandLine,
    ITERATR_MODEL: undefined,
    ITERATR_VERIFY: JSON.stringify([check]),
  };
});

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const ALL = programCommands(
  { env: {}, cwd: '/', project: '/', home: '/', self: ['iteratr'] },
  processConsole({}),
  new KnownSecrets(),
);

it('every command is looked at, in each of its formats', () => {
  expect(Object.keys(CALLS).sort()).toEqual(ALL.map(({ name }) => name).sort());
  const withJson = ALL.filter(({ options }) => options.some(({ flags }) => flags === '--json'));
  const looked = Object.keys(CALLS).filter((name) => CALLS[name]?.some((call) => call.includes('--json')));
  expect(looked.sort()).toEqual(withJson.map(({ name }) => name).sort());
});

describe('nothing that controls or deceives is printed by', () => {
  it.each(Object.entries(CALLS))('%s', async (name, calls) => {
    for (const [code, ...args] of calls) {
      const ended = await program.run([...name.split(' '), ...args], { env });
      const printed = ended.stdout + ended.stderr;
      expect(printed).not.toBe('');
      expect(FORBIDDEN.exec(printed), JSON.stringify(printed)).toBeNull();
      expect(ended.code, printed).toBe(code);
    }
  });

  it.each([`--${HOSTILE}`, HOSTILE])('the error about %j', async (argument) => {
    const { code, stdout, stderr } = await program.run(['config', argument], { env });
    expect([code, stdout]).toEqual([2, '']);
    expect(FORBIDDEN.exec(stderr), stderr).toBeNull();
  });
});

it('nothing that controls or deceives is in the log file', () => {
  const log = readFileSync(program.path('iteratr.log'), 'utf8');
  expect(log).toContain('\\u001b');
  expect(log.match(FORBIDDEN)).toBeNull();
});

it('a task and a summary with such text are committed without it', async () => {
  const own = new Program();
  const { code } = await own.build(AGENT, ['-i', '1']);
  expect(code).toBe(3);
  const message = own.git('log', '-1', '--format=%B');
  expect(message).toContain('Iteratr-Task: TAS-1');
  expect(FORBIDDEN.exec(message), JSON.stringify(message)).toBeNull();
});
