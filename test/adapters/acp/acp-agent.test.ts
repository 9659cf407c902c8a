// Specifies the agent as a process: contexts, models, MCP servers, turns, files and permissions.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { profileNamed } from '../../../adapters/acp/profiles/profiles.ts';
import { waitFor } from '../../support/wait-for.ts';
import { agentFixture, cleanUp, collect, never, temporaryDirectory, textOf } from './acp-agent.fixture.ts';

afterEach(cleanUp);

it('starts once, says who it is, and serves fresh contexts one after another', async () => {
  const { agent, open, script, cwd } = agentFixture({
    info: { name: 'Robot', version: '2.1' },
    turns: [{ steps: [{ text: 'one' }] }, { steps: [{ text: 'two' }] }],
  });
  const [info, again] = await Promise.all([agent.start(never), agent.start(never)]);
  expect(info).toEqual({ name: 'Robot', version: '2.1', mcpHttp: true });
  expect(again).toBe(info);
  expect(textOf(await collect((await open()).prompt(['a', 'b'], never)))).toBe('one');
  expect(textOf(await collect((await open()).prompt(['c'], never)))).toBe('two');
  expect(script.prompts()).toEqual([
    { turn: 1, session: 'session-1', text: 'a\nb' },
    { turn: 2, session: 'session-2', text: 'c' },
  ]);
  expect(script.opened().map((session) => session.cwd)).toEqual([cwd, cwd]);
});

it('hands on everything a turn emits, in order', async () => {
  const { open, cwd } = agentFixture({
    turns: [
      {
        steps: [
          { thought: 'Hm.', messageId: 'm1' },
          { text: 'I write.', messageId: 'm2' },
          { plan: [{ content: 'write', status: 'in_progress', priority: 'high' }] },
          { write: { path: 'src/a.txt', content: 'hello\n' } },
          { shell: 'cat src/a.txt; exit 4' },
          { tool: { id: 't', title: 'Look', kind: 'search', status: 'failed', output: 'nothing' } },
          { usage: { used: 10, size: 100, cost: 0.5 } },
        ],
        stopReason: 'max_tokens',
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      },
    ],
  });
  const events = await collect((await open()).prompt(['go'], never));
  const ends = events.flatMap((event): unknown[] => {
    if (event.type !== 'tool-call') return [event];
    const { id, status, output, exitCode, diffs } = event.call;
    return status === 'completed' || status === 'failed' ? [{ id, status, output, exitCode, diffs }] : [];
  });
  expect(ends).toEqual([
    { type: 'thought', messageId: 'm1', text: 'Hm.' },
    { type: 'text', messageId: 'm2', text: 'I write.' },
    { type: 'plan', entries: [{ content: 'write', status: 'in_progress', priority: 'high' }] },
    {
      id: 'call_1',
      status: 'completed',
      output: 'Wrote the file.',
      exitCode: null,
      diffs: [{ path: join(cwd, 'src/a.txt'), oldText: null, newText: 'hello\n' }],
    },
    { id: 'call_2', status: 'completed', output: 'hello', exitCode: 4, diffs: [] },
    { id: 't', status: 'failed', output: 'nothing', exitCode: null, diffs: [] },
    { type: 'context-usage', used: 10, size: 100, cost: { amount: 0.5, currency: 'USD' } },
    {
      type: 'turn-ended',
      stopReason: 'max_tokens',
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
    },
  ]);
  expect(readFileSync(join(cwd, 'src/a.txt'), 'utf8')).toBe('hello\n');
});

it('loses nothing of a flood while the reader is slow', async () => {
  const { open } = agentFixture({ turns: [{ steps: [{ flood: 20_000, chunk: 'abc' }] }] });
  let length = 0;
  let events = 0;
  for await (const event of (await open()).prompt(['go'], never)) {
    events += 1;
    if (event.type === 'text') length += event.text.length;
    if (events < 5) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(length).toBe(60_000);
  expect(events).toBeLessThan(20_000);
});

describe.each(['config', 'grouped', 'legacy'] as const)('models offered as %s', (style) => {
  const models = { style, current: 'a/one', available: ['a/one', 'a/two', 'b/three'] };
  const turns = [{ steps: [{ text: 'ok' }] }];

  it('are listed, and the one asked for is set', async () => {
    const { open, script } = agentFixture({ models, turns });
    const context = await open({ model: 'a/two' });
    expect(context.models).toEqual(models.available);
    await collect(context.prompt(['go'], never));
    expect(script.prompts()[0]?.model).toBe('a/two');
  });

  it('are refused by name with what is near when unknown, and the agent stays usable', async () => {
    const { open } = agentFixture({ models, turns });
    await expect(open({ model: 'a/twoo' })).rejects.toMatchObject({
      code: 'AGENT.MODEL',
      message: expect.stringMatching(/"a\/twoo".*nearest it offers: a\/two, /),
    });
    expect(textOf(await collect((await open()).prompt(['go'], never)))).toBe('ok');
  });
});

it('says so when the agent offers no choice of model', async () => {
  const { models, warnings } = await agentFixture({}).open({ model: 'x/y' });
  expect(models).toEqual([]);
  expect(warnings).toEqual(['the agent offers no choice of model and ignores x/y']);
});

it('says so when the agent uses another model than the chosen one', async () => {
  const models = { style: 'config', current: 'a/one', available: ['a/one', 'a/two'], ignores: true } as const;
  const { warnings } = await agentFixture({ models }).open({ model: 'a/two' });
  expect(warnings).toEqual(['the agent uses the model a/one instead of a/two']);
});

it('tells an agent its model by a variable where the agent knows no other way', async () => {
  const turns = [{ steps: [{ shell: 'printf %s "$COPILOT_MODEL" > model' }] }];
  const profile = profileNamed('copilot');
  const { open, cwd } = agentFixture({ turns }, { profiles: profile ? [profile] : [], model: 'gpt-5' });
  const context = await open({ model: 'gpt-5' });
  await collect(context.prompt(['go'], never));
  expect(readFileSync(join(cwd, 'model'), 'utf8')).toBe('gpt-5');
  expect(context.warnings).toEqual([]);
});

describe.each(['config', 'modes'] as const)('modes that the agent offers as %s', (style) => {
  const modes = { style, current: 'ask', available: ['ask', 'code', 'bypassPermissions'] } as const;

  it('are left to the agent unless one is chosen', async () => {
    const { open, script } = agentFixture({ modes });
    expect(await open()).toMatchObject({ mode: 'ask', warnings: [] });
    expect(script.modes()).toEqual([]);
  });

  it('are set by id or by name', async () => {
    const { open, script } = agentFixture({ modes }, { mode: 'Mode CODE' });
    expect(await open()).toMatchObject({ mode: 'code', warnings: [] });
    expect(script.modes()).toEqual(['code']);
  });

  it('come with a warning if they lift the own sandbox of the agent', async () => {
    const { open } = agentFixture({ modes }, { mode: 'bypassPermissions' });
    expect((await open()).warnings).toEqual([
      'the agent is in mode bypassPermissions: its own sandbox and questions are off',
    ]);
  });

  it('are refused by name when unknown, with those there are', async () => {
    const { open } = agentFixture({ modes }, { mode: 'codes' });
    await expect(open()).rejects.toMatchObject({
      code: 'AGENT.MODE',
      problem: 'the agent has no mode "codes"',
      remedy: 'set agent_mode to one it has: ask, code, bypassPermissions',
    });
  });
});

it('refuses a mode for an agent that has none', async () => {
  await expect(agentFixture({}, { mode: 'code' }).open()).rejects.toMatchObject({
    code: 'AGENT.MODE',
    remedy: 'remove agent_mode, because the agent has no modes',
  });
});

it('takes the details of a tool call from its permission request, also without kinds of options', async () => {
  const call = {
    sessionUpdate: 'tool_call',
    toolCallId: 'c1',
    title: '',
    kind: 'execute',
    status: 'pending',
  };
  const request = { toolCall: { toolCallId: 'c1', title: 'rm -r build' }, options: ['yes', 'no'] };
  const { open } = agentFixture({ turns: [{ steps: [{ update: call }, { bareRequest: request }] }] });
  const events = await collect((await open()).prompt(['go'], never));
  expect(events).toContainEqual({ type: 'permission', title: 'rm -r build', allowed: true });
  expect(events).toContainEqual({
    type: 'tool-call',
    call: expect.objectContaining({ id: 'c1', title: 'rm -r build' }),
  });
  expect(textOf(events)).toBe('yes');
});

it('gives the MCP servers over with what is needed to connect', async () => {
  const { open, script } = agentFixture({});
  await open({
    mcpServers: [
      { type: 'http', name: 'web', url: 'http://127.0.0.1:1/mcp', token: 'secret' },
      { type: 'stdio', name: 'local', command: 'tool', args: ['serve'], env: { KEY: 'value' } },
    ],
  });
  expect(script.opened()[0]?.mcpServers).toEqual([
    {
      type: 'http',
      name: 'web',
      url: 'http://127.0.0.1:1/mcp',
      headers: [{ name: 'Authorization', value: 'Bearer secret' }],
    },
    { name: 'local', command: 'tool', args: ['serve'], env: [{ name: 'KEY', value: 'value' }] },
  ]);
});

it('serves files of the work tree, and no others', async () => {
  const outside = join(temporaryDirectory(), 'secret');
  writeFileSync(outside, 'secret');
  const { open, cwd } = agentFixture({
    turns: [
      {
        steps: [
          { fsWrite: { path: 'new/file.txt', content: '1\n2\n3\n' } },
          { text: ' | ' },
          { fsRead: { path: 'new/file.txt', line: 2, limit: 1 } },
          { text: ' | ' },
          { fsRead: { path: 'none.txt' } },
          { text: ' | ' },
          { fsRead: { path: outside } },
          { text: ' | ' },
          { fsWrite: { path: outside, content: 'stolen' } },
        ],
      },
    ],
  });
  const answers = textOf(await collect((await open()).prompt(['go'], never))).split(' | ');
  expect(answers).toEqual([
    'written',
    '2',
    'error: no such file: none.txt',
    expect.stringContaining(`error: Invalid params: ${outside} is outside the work tree`),
    expect.stringContaining(`error: Invalid params: ${outside} is outside the work tree`),
  ]);
  expect(readFileSync(join(cwd, 'new/file.txt'), 'utf8')).toBe('1\n2\n3\n');
  expect(readFileSync(outside, 'utf8')).toBe('secret');
});

it.each([
  ['mcp__iteratr__ask-user', 'allow_once'],
  ['mcp__iteratr__task-add', 'reject_once'],
])('allows its own tools where it rejects all else: %s', async (title, answer) => {
  const steps = [{ permission: { title }, save: { name: 'answer' } }, { text: 'Got {{answer}}.' }];
  const options = { allowPermissions: false, ownTools: ['ask-user'] };
  const { open } = agentFixture({ turns: [{ steps }] }, options);
  expect(textOf(await collect((await open()).prompt(['go'], never)))).toBe(`Got ${answer}.`);
});

it.each([
  [true, 'allow_once'],
  [false, 'reject_once'],
])('answers permission requests by its options (%s)', async (allowPermissions, answer) => {
  const steps = [
    { permission: { title: 'Delete it' }, save: { name: 'answer' } },
    { text: 'Got {{answer}}.' },
  ];
  const { open } = agentFixture({ turns: [{ steps }] }, { allowPermissions });
  const events = await collect((await open()).prompt(['go'], never));
  expect(events[0]).toEqual({ type: 'permission', title: 'Delete it', allowed: allowPermissions });
  expect(textOf(events)).toBe(`Got ${answer}.`);
});

it('logs what the agent writes to stderr, line by line', async () => {
  const { open, log } = agentFixture({ turns: [{ steps: [{ stderr: 'one\ntwo' }, { text: 'ok' }] }] });
  await collect((await open()).prompt(['go'], never));
  const lines = () =>
    log.lines.filter(({ message }) => message === 'agent stderr').map(({ fields }) => fields?.line);
  // It comes through a pipe of its own: nothing says when.
  await waitFor('two lines', () => lines().length === 2);
  expect(lines()).toEqual(['one', 'two']);
});

it('passes over stray lines on stdout', async () => {
  const steps = [
    { text: 'before ' },
    { garbage: 'Debugger attached.\n', times: 3 },
    { text: 'after' },
    { garbage: '{"jsonrpc":"2.0"}\n' },
  ];
  const { open, log } = agentFixture({ turns: [{ steps }] });
  expect(textOf(await collect((await open()).prompt(['go'], never)))).toBe('before after');
  const skipped = log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields?.line);
  expect(skipped).toEqual([...Array(3).fill('Debugger attached.'), '{"jsonrpc":"2.0"}']);
});

it('cancels a turn that hangs, and takes the next prompt', async () => {
  const { open } = agentFixture({
    turns: [{ steps: [{ text: 'thinking' }, { hang: true }] }, { steps: [{ text: 'fresh' }] }],
  });
  const context = await open();
  const stop = new AbortController();
  const events = [];
  for await (const event of context.prompt(['go'], stop.signal)) {
    events.push(event);
    stop.abort();
  }
  expect(events.at(-1)).toEqual({ type: 'turn-ended', stopReason: 'cancelled', usage: null });
  expect(textOf(await collect(context.prompt(['more'], never)))).toBe('fresh');
});

it('runs the agent where and with what it is told', async () => {
  const { open, cwd } = agentFixture(
    { turns: [{ steps: [{ shell: 'pwd > where; printf %s "$TOLD$HIDDEN" > env' }] }] },
    { env: { PATH: process.env.PATH ?? '', TOLD: 'yes' } },
  );
  process.env.HIDDEN = 'inherited';
  try {
    await collect((await open()).prompt(['go'], never));
  } finally {
    delete process.env.HIDDEN;
  }
  expect(readFileSync(join(cwd, 'where'), 'utf8').trim()).toBe(cwd);
  expect(readFileSync(join(cwd, 'env'), 'utf8')).toBe('yes');
  expect(existsSync(join(cwd, 'scenario.json'))).toBe(false);
});
