// Specifies what the program says to bad input: one line with cause and next step, the right exit code, nothing changed.
import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore, type Store } from '../../adapters/nats/open-store.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import { encodeEvent } from '../../application/codec/event-codec.ts';
import { SILENT } from '../support/harness.ts';
import { Program, type StartOptions } from '../support/program.ts';

const cleanUps: (() => void | Promise<void>)[] = [];
let program: Program;
let store: Store;
let before: string;

// One session for all cases, which each leave as it is; the open store keeps its server.
beforeAll(async () => {
  program = new Program({ git: false, onEnd: (cleanUp) => void cleanUps.push(cleanUp) });
  await program.tool('task-batch-add', [
    '--tasks',
    JSON.stringify([{ content: 'One' }, { content: 'Two', depends_on: ['TAS-1'] }]),
  ]);
  program.mkdir('folder');
  program.write('empty.md', ' \n\t');
  program.write('latin1.md', Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65));
  program.write('file', 'no folder');
  program.write('broken.template', 'one\n{% if session %}');
  program.write('variable.template', 'one\ntwo {{ sesion }}');
  program.write('not-a-server', 'x');
  for (const [folder, content] of Object.entries({
    'broken-yaml': 'model: [a\n',
    'unknown-key': 'modle: a/b\n',
    'bad-value': 'iterations: many\n',
  })) {
    program.mkdir(`${folder}/specs`);
    program.write(`${folder}/iteratr.yml`, content);
    program.write(`${folder}/specs/SPEC.md`, 'Build it.');
  }
  store = await openStore({ processes: UNRECORDED_PROCESSES, dataDir: program.dataDir, logger: SILENT });
  before = await listing();
  expect(before).toContain('TAS-2');
});

afterAll(async () => {
  await store?.close();
  const failures: unknown[] = [];
  for (const cleanUp of cleanUps.reverse()) {
    await Promise.resolve()
      .then(cleanUp)
      .catch((error: unknown) => failures.push(error));
  }
  expect(failures).toEqual([]);
});

async function listing(): Promise<string> {
  const sessions = await store.sessions.list();
  const lines: unknown[] = [sessions];
  for (const session of sessions) {
    for await (const { version, events } of store.events.read(session, 0)) {
      lines.push([version, events.map(encodeEvent)]);
    }
  }
  return JSON.stringify(lines);
}

interface Case {
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: StartOptions['env'];
  readonly cwd?: string;
  readonly code: 1 | 2;
  readonly says: RegExp;
}

const NAMED = ['--name', 'SPEC'];
const build = (...args: string[]): string[] => ['build', '--reset', ...args];
const tool = (name: string, ...args: string[]): string[] => ['tool', name, ...NAMED, ...args];

const CASES: readonly Case[] = [
  // The spec
  {
    what: 'a spec that does not exist',
    args: build('-s', 'no.md'),
    code: 2,
    says: /spec .*no\.md does not exist; name a file with --spec/,
  },
  {
    what: 'a spec that is a directory',
    args: build('-s', 'folder'),
    code: 2,
    says: /folder is a directory; name a file/,
  },
  { what: 'an empty spec', args: build('-s', 'empty.md'), code: 2, says: /empty\.md is empty; describe/ },
  {
    what: 'a spec in another encoding',
    args: build('-s', 'latin1.md'),
    code: 2,
    says: /latin1\.md is not UTF-8 text; save it/,
  },
  // Names and numbers
  { what: 'a session name with a space', args: build('-n', 'a b'), code: 2, says: /"a b".*letters/ },
  { what: 'an empty session name', args: build('-n', ''), code: 2, says: /"".*letters/ },
  { what: 'a session name with a path', args: build('-n', '../x'), code: 2, says: /"\.\.\/x".*letters/ },
  { what: 'a session name of 65 characters', args: build('-n', 'a'.repeat(65)), code: 2, says: /64/ },
  { what: 'a bad session name of a tool', args: ['tool', 'task-list', '-n', 'a.b'], code: 2, says: /"a\.b"/ },
  {
    what: 'a negative number',
    args: build('-i', '-1'),
    code: 2,
    says: /--iterations.*-1.*whole number from 0/,
  },
  {
    what: 'a number with a letter',
    args: build('-i', '3x'),
    code: 2,
    says: /--iterations.*3x.*whole number/,
  },
  { what: 'a fraction', args: build('-i', '1.5'), code: 2, says: /--iterations.*1\.5.*whole number/ },
  {
    what: 'a bad number in the environment',
    args: build(),
    env: { ITERATR_ITERATIONS: 'many' },
    code: 2,
    says: /ITERATR_ITERATIONS.*many/,
  },
  // The command line
  {
    what: 'an unknown flag',
    args: build('--iteration', '3'),
    code: 2,
    says: /unknown option "?--iteration"?.*--iterations/,
  },
  {
    what: 'an unknown flag far from all',
    args: build('--quux'),
    code: 2,
    says: /unknown option "?--quux"?.*build --help/,
  },
  { what: 'an unknown short flag', args: build('-x'), code: 2, says: /unknown option "?-x"?.*build --help/ },
  { what: 'a flag without its value', args: build('--spec'), code: 2, says: /--spec needs a value/ },
  {
    what: 'a flag given twice',
    args: build('-n', 'a', '--name', 'b'),
    code: 2,
    says: /--name is given more than once/,
  },
  { what: 'an unknown command', args: ['biuld'], code: 2, says: /"biuld".*did you mean "build"/ },
  { what: 'an unknown tool', args: ['tool', 'task-ad'], code: 2, says: /"tool task-ad".*"tool task-add"/ },
  { what: 'an argument too many', args: build('extra'), code: 2, says: /extra/ },
  { what: 'an unknown output format', args: build('--output', 'xml'), code: 2, says: /"xml".*text or json/ },
  // Configuration
  {
    what: 'an unknown configuration key',
    args: build(),
    cwd: 'unknown-key',
    code: 2,
    says: /unknown-key\/iteratr\.yml:1: unknown key "modle".*model/,
  },
  {
    what: 'a bad configuration value',
    args: build(),
    cwd: 'bad-value',
    code: 2,
    says: /bad-value\/iteratr\.yml:1: iterations.*whole number/,
  },
  { what: 'broken YAML', args: build(), cwd: 'broken-yaml', code: 2, says: /broken-yaml\/iteratr\.yml/ },
  {
    what: 'no model',
    args: build(),
    env: { ITERATR_MODEL: undefined },
    code: 2,
    says: /no model is set; choose one with `iteratr setup`, pass --model/,
  },
  {
    what: 'an agent command with an open quote',
    args: build(),
    env: { ITERATR_AGENT: 'node "a' },
    code: 2,
    says: /ITERATR_AGENT/,
  },
  // What is needed
  {
    what: 'an agent that is not installed',
    args: build(),
    env: { ITERATR_AGENT: 'no-such-agent --acp' },
    code: 2,
    says: /no-such-agent was not found; install it, or set agent or ITERATR_AGENT/,
  },
  {
    what: 'opencode that is not installed',
    args: build(),
    env: { PATH: '/nowhere', ITERATR_AGENT: undefined },
    code: 2,
    says: /opencode was not found; install opencode with: npm install -g opencode-ai/,
  },
  {
    what: 'a nats-server that does not exist',
    args: build('--data-dir', 'new'),
    env: { ITERATR_NATS_SERVER: 'no-server' },
    code: 1,
    says: /no-server is not an executable program/,
  },
  {
    what: 'a nats-server that cannot be run',
    args: build('--data-dir', 'new'),
    env: { ITERATR_NATS_SERVER: 'not-a-server' },
    code: 1,
    says: /not-a-server is not an executable program/,
  },
  {
    what: 'an external server that does not answer',
    args: tool('task-list'),
    env: { ITERATR_NATS_URL: 'nats://127.0.0.1:1' },
    code: 1,
    says: /127\.0\.0\.1:1/,
  },
  {
    what: 'a data directory that is a file',
    args: build('--data-dir', 'file'),
    code: 2,
    says: /file.*(directory|file)/,
  },
  {
    what: 'a data directory below a file',
    args: tool('task-list', '--data-dir', 'file/below'),
    code: 2,
    says: /file\/below/,
  },
  {
    what: 'a data directory where none can be made',
    args: build('--data-dir', '/proc/iteratr/data'),
    code: 2,
    says: /\/proc\/iteratr\/data cannot be used.*--data-dir/,
  },
  {
    what: 'a template that does not exist',
    args: build('-t', 'no.template'),
    code: 2,
    says: /no\.template.*gen-template/,
  },
  { what: 'a template that is a directory', args: build('-t', 'folder'), code: 2, says: /folder.*directory/ },
  {
    what: 'a broken template',
    args: build('-t', 'broken.template'),
    code: 2,
    says: /broken\.template:2:1.*if/,
  },
  {
    what: 'a template with an unknown variable',
    args: build('-t', 'variable.template'),
    code: 2,
    says: /variable\.template:2:\d+.*sesion.*session/,
  },
  // Tools: malformed
  { what: 'no session', args: ['tool', 'task-list'], code: 2, says: /--name <session>/ },
  {
    what: 'an unknown status',
    args: tool('task-status', '--id', '1', '--status', 'done'),
    code: 2,
    says: /"done".*remaining, in_progress, completed/,
  },
  {
    what: 'an unknown status of a new task',
    args: tool('task-add', '--content', 'x', '--status', 'open'),
    code: 2,
    says: /"open".*remaining/,
  },
  {
    what: 'an unknown type',
    args: tool('note-add', '--content', 'x', '--type', 'hint'),
    code: 2,
    says: /"hint".*learning/,
  },
  {
    what: 'an unknown priority',
    args: tool('task-priority', '--id', '1', '--priority', '5'),
    code: 2,
    says: /5.*0.*4/,
  },
  {
    what: 'a negative priority',
    args: tool('task-add', '--content', 'x', '--priority', '-1'),
    code: 2,
    says: /-1.*0.*4/,
  },
  {
    what: 'a priority that is no number',
    args: tool('task-add', '--content', 'x', '--priority', 'high'),
    code: 2,
    says: /high.*0.*4/,
  },
  {
    what: 'an id that is none',
    args: tool('task-status', '--id', 'foo', '--status', 'completed'),
    code: 2,
    says: /"foo".*TAS-/,
  },
  { what: 'an empty content', args: tool('task-add', '--content', '  '), code: 2, says: /empty/ },
  { what: 'a missing flag', args: tool('task-add'), code: 2, says: /--content is missing/ },
  { what: 'a value without its flag', args: tool('task-add', 'Buy milk'), code: 2, says: /Buy milk/ },
  {
    what: '--tasks that is no JSON',
    args: tool('task-batch-add', '--tasks', '[{'),
    code: 2,
    says: /not valid JSON.*\[\{"content"/,
  },
  {
    what: '--tasks that is no array',
    args: tool('task-batch-add', '--tasks', '{"content": "x"}'),
    code: 2,
    says: /array of tasks/,
  },
  { what: '--tasks that is empty', args: tool('task-batch-add', '--tasks', '[]'), code: 2, says: /empty/ },
  {
    what: '--tasks of texts',
    args: tool('task-batch-add', '--tasks', '["x"]'),
    code: 2,
    says: /item 1.*"x"/,
  },
  {
    what: '--tasks with an unknown field',
    args: tool('task-batch-add', '--tasks', '[{"content":"x"},{"text":"y"}]'),
    code: 2,
    says: /item 2.*"text".*content/,
  },
  {
    what: '--tasks with a content that is no text',
    args: tool('task-batch-add', '--tasks', '[{"content":{}}]'),
    code: 2,
    says: /item 1.*string/,
  },
  // Tools: refused
  {
    what: 'an unknown session',
    args: ['tool', 'task-list', '-n', 'nobody'],
    code: 1,
    says: /no session "nobody"; the sessions are SPEC/,
  },
  {
    what: 'an unknown task',
    args: tool('task-status', '--id', '9', '--status', 'completed'),
    code: 1,
    says: /no task TAS-9/,
  },
  {
    what: 'a content there is already',
    args: tool('task-add', '--content', ' ONE '),
    code: 1,
    says: /TAS-1/,
  },
  {
    what: 'a dependency on itself',
    args: tool('task-depends', '--id', '1', '--depends-on', '1'),
    code: 1,
    says: /TAS-1.*itself/,
  },
  {
    what: 'a dependency on nothing',
    args: tool('task-depends', '--id', '1', '--depends-on', '7'),
    code: 1,
    says: /TAS-7/,
  },
  {
    what: 'an empty dependency',
    args: tool('task-depends', '--id', '1', '--depends-on', ''),
    code: 2,
    says: /TAS-/,
  },
  {
    what: 'a circle',
    args: tool('task-depends', '--id', '1', '--depends-on', '2'),
    code: 1,
    says: /TAS-1 → TAS-2 → TAS-1/,
  },
  {
    what: 'a batch with a circle',
    args: tool('task-batch-add', '--tasks', '[{"content":"x","depends_on":["TAS-3"]}]'),
    code: 1,
    says: /TAS-3/,
  },
  { what: 'completing with open tasks', args: tool('session-complete'), code: 1, says: /TAS-1.*TAS-2/ },
];

it.each(CASES)('$what', async ({ args, env = {}, cwd = '.', code, says }) => {
  const data = { ITERATR_DATA_DIR: program.dataDir, ITERATR_AGENT: 'no-agent' };
  const ended = await program.run(args, { env: { ...data, ...env }, cwd: program.path(cwd) });
  expect(ended.stderr).toMatch(/^iteratr: [^\n]+\n$/);
  expect(ended.stderr).toMatch(says);
  expect(ended.stderr).not.toMatch(/ {4}at |unexpected error|undefined(?! variable)|\[object/);
  // The log of a run has begun when the agent is tried.
  expect(ended.stdout).toMatch(/^(\nfailed: [^\n]+\n)?$/);
  expect(ended.code).toBe(code);
  expect(await listing()).toBe(before);
});

it('a data directory that cannot be written to', async () => {
  program.mkdir('read-only');
  chmodSync(program.path('read-only'), 0o500);
  // Root may write everywhere but where the system itself says no.
  const dataDir = process.getuid?.() === 0 ? '/sys/iteratr' : program.path('read-only', 'data');
  const { code, stderr } = await program.run(tool('task-list', '--data-dir', dataDir));
  expect(stderr).toMatch(
    /^iteratr: the data directory [^\n]*(permission|read-only)[^\n]*--data-dir[^\n]*\n$/,
  );
  expect(code).toBe(2);
});

it('a template is not overwritten without --force', async () => {
  expect((await program.run(['gen-template'])).stdout).toMatch(/^wrote \.iteratr\.template;/);
  program.write('.iteratr.template', 'mine');
  const { code, stderr } = await program.run(['gen-template']);
  expect([code, program.read('.iteratr.template')]).toEqual([2, 'mine']);
  expect(stderr).toMatch(/^iteratr: [^\n]*\.iteratr\.template[^\n]*--force[^\n]*\n$/);
  expect((await program.run(['gen-template', '--force'])).code).toBe(0);
  expect(program.read('.iteratr.template')).toContain('{{ spec }}');
});

it('completing a session without tasks', async () => {
  const { code, stderr } = await program.run(['tool', 'session-complete', '--name', 'none']);
  expect([code, stderr]).toEqual([1, 'iteratr: there is no session "none"; the sessions are SPEC\n']);
});
