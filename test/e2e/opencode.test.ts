// Specifies that the real opencode does what the agent port promises, with a scripted model in place of a provider.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { AcpAgent } from '../../adapters/acp/acp-agent.ts';
import { OPENCODE } from '../../adapters/acp/profiles/opencode.ts';
import { listeningSockets } from '../../adapters/process/listening-sockets.ts';
import { UNRECORDED_PROCESSES } from '../../adapters/process/system-processes.ts';
import type { AdapterError } from '../../application/errors.ts';
import type {
  AgentContext,
  AgentEvent,
  AgentMcpServer,
  AgentToolCall,
} from '../../application/ports/agent.port.ts';
import { collect, never, textOf, until } from '../adapters/acp/acp-agent.fixture.ts';
import { keptLog } from '../adapters/acp/log.ts';
import { type ModelServer, startModelServer } from '../support/model-server/model-server.ts';
import { type OpencodeFixture, setUpOpencode } from '../support/model-server/opencode-fixture.ts';
import {
  bash,
  edit,
  fail,
  hang,
  inOrder,
  nothing,
  type Script,
  say,
  think,
  together,
  tool,
  write,
} from '../support/model-server/script.ts';
import { startTinyMcpServer } from '../support/model-server/tiny-mcp-server.ts';

// One opencode serves all tests, as one serves all iterations of a run; what the model says changes with each.
let script: Script;
let base: string;
let workTree: string;
let model: ModelServer;
let opencode: OpencodeFixture;
let agent: AcpAgent;

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'iteratr-opencode-')));
  workTree = join(base, 'tree');
  mkdirSync(workTree);
  model = await startModelServer((conversation) => script(conversation));
  const config = { permission: { edit: 'ask' } };
  opencode = setUpOpencode({ workTree, home: join(base, 'home'), modelUrl: model.url, config });
  agent = newAgent();
}, 60_000);

beforeEach(async () => {
  const info = await agent.start(never);
  expect(info).toEqual({ name: 'OpenCode', version: expect.stringMatching(/^1\./), mcpHttp: true });
}, 60_000);

afterEach(() => expect(model.failures).toEqual([]));

afterAll(async () => {
  await agent?.stop();
  await model?.close();
  rmSync(base, { recursive: true, force: true });
});

function newAgent(): AcpAgent {
  return new AcpAgent({
    command: opencode.command,
    args: opencode.args,
    profiles: [OPENCODE],
    env: opencode.env,
    cwd: workTree,
    allowPermissions: true,
    cancelTimeoutMs: 5_000,
    startTimeoutMs: 60_000,
    stopTimeoutMs: 5_000,
    processes: UNRECORDED_PROCESSES,
    findSockets: listeningSockets,
    logger: keptLog(),
  });
}

function open(mcpServers: readonly AgentMcpServer[] = []): Promise<AgentContext> {
  return agent.openContext({ cwd: workTree, model: opencode.model, mcpServers }, never);
}

function finished(events: readonly AgentEvent[]): AgentToolCall[] {
  const calls = events.flatMap((event) => (event.type === 'tool-call' ? [event.call] : []));
  return calls.filter(({ status }) => status === 'completed' || status === 'failed');
}

/** What of opencode's commands still runs; the pattern is in no other command line. */
function running(pattern: string): string[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(pattern) && !line.startsWith('Z'));
}

it('writes and edits files, runs commands, and says what it does', async () => {
  const file = join(workTree, 'greeting.txt');
  script = inOrder(
    together(think('A file first.'), say('I write. '), write(file, 'hello\n')),
    edit(file, 'hello', 'goodbye'),
    bash('cat greeting.txt; exit 3'),
    say('All done.'),
  );
  const context = await open();
  expect(context.models).toContain(opencode.model);
  const events = await collect(context.prompt(['Greet the world.'], never));

  expect(readFileSync(file, 'utf8')).toBe('goodbye\n');
  const thoughts = events.flatMap((event) => (event.type === 'thought' ? [event.text] : []));
  expect(thoughts.join('')).toBe('A file first.');
  expect(textOf(events).replace(/\s+/g, ' ')).toBe('I write. All done.');
  expect(finished(events)).toEqual([
    expect.objectContaining({
      kind: 'edit',
      status: 'completed',
      locations: [file],
      diffs: [{ path: file, oldText: null, newText: 'hello\n' }],
    }),
    expect.objectContaining({
      kind: 'edit',
      diffs: [{ path: file, oldText: 'hello\n', newText: 'goodbye\n', line: 1 }],
    }),
    expect.objectContaining({ kind: 'execute', output: 'goodbye\n', exitCode: 3 }),
  ]);
  expect(events.filter(({ type }) => type === 'permission')).toHaveLength(2);
  expect(events.at(-2)).toMatchObject({ type: 'context-usage', size: 100_000 });
  expect(events.at(-1)).toEqual({
    type: 'turn-ended',
    stopReason: 'end_turn',
    usage: {
      inputTokens: expect.any(Number),
      outputTokens: expect.any(Number),
      totalTokens: expect.any(Number),
    },
  });
});

it('calls the MCP server it was given, and the script goes by what that says', async () => {
  const mcp = await startTinyMcpServer('secret', 'task-next', 'TAS-7: greet');
  try {
    script = (conversation) => {
      const task = /TAS-\d+/.exec(conversation.lastResult('iteratr_task-next'))?.[0];
      return task ? say(`I work on ${task}.`) : tool('iteratr_task-next');
    };
    const context = await open([{ type: 'http', name: 'iteratr', url: mcp.url, token: 'secret' }]);
    const events = await collect(context.prompt(['Work.'], never));
    expect(textOf(events)).toBe('I work on TAS-7.');
    expect(finished(events).map(({ title, output }) => [title, output])).toEqual([
      ['iteratr_task-next', 'TAS-7: greet'],
    ]);
    expect(mcp.calls()).toBe(1);
  } finally {
    await mcp.close();
  }
});

it('tells which call started a subagent, what that one did, and keeps it apart', async () => {
  script = (conversation) => {
    if (conversation.prompt === 'Look around.') {
      return inOrder(
        together(say('I look. '), bash('echo something; exit 4')),
        say('SECRET REPORT'),
      )(conversation);
    }
    const args = { description: 'look', prompt: 'Look around.', subagent_type: 'general' };
    return inOrder(tool('task', args), say('It looked.'))(conversation);
  };
  const events = await collect((await open()).prompt(['Delegate.'], never));
  expect(textOf(events)).toBe('It looked.');
  expect(finished(events)).toEqual([
    expect.objectContaining({
      subagent: expect.stringMatching(/^ses_/),
      output: expect.stringMatching(
        /^I look\. \n✗ \$ .*echo something.* \(exit 4\)\n {2}something\nSECRET REPORT\n\n.*SECRET REPORT/s,
      ),
    }),
  ]);
});

it('starts each context afresh, and goes on in one with the next prompt', async () => {
  script = ({ prompts }) => say(prompts.join(' | '));
  const first = await open();
  expect(textOf(await collect(first.prompt(['one'], never)))).toBe('one');
  expect(textOf(await collect(first.prompt(['two'], never)))).toBe('one | two');
  expect(textOf(await collect((await open()).prompt(['three'], never)))).toBe('three');
});

it('ends a turn when the model hangs and the turn is cancelled', async () => {
  script = hang;
  const context = await open();
  const asked = model.requests.length;
  const stop = new AbortController();
  const turn = collect(context.prompt(['Hang.'], stop.signal));
  await until(() => model.requests.length > asked);
  stop.abort();
  expect((await turn).at(-1)).toMatchObject({ type: 'turn-ended', stopReason: 'cancelled' });
  script = () => say('Back again.');
  expect(textOf(await collect(context.prompt(['And now?'], never)))).toBe('Back again.');
});

it('a silent retry that takes long ends the turn with the wait, and the agent still works', async () => {
  script = () => fail(429, 'Rate limit exceeded', 3_600);
  const context = await open();
  const error = await collect(context.prompt(['hello'], never)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'AGENT.REFUSED', failure: { cause: 'rate_limited' } });
  const { retryAfterMs = 0 } = (error as AdapterError).failure ?? {};
  expect(Math.round(retryAfterMs / 60_000)).toBe(60);
  await context.close();
  script = () => say('Hello again.');
  expect(textOf(await collect((await open()).prompt(['hello'], never)))).toBe('Hello again.');
}, 60_000);

it('fails with the words of the provider when that refuses', async () => {
  script = () => fail(401, 'Invalid API key provided');
  const turn = collect((await open()).prompt(['Go.'], never));
  await expect(turn).rejects.toMatchObject({
    code: 'AGENT.REFUSED',
    message: expect.stringMatching(/^the agent refused: Invalid API key provided; .*opencode auth login/),
  });
});

it('fails when the model answers nothing', async () => {
  script = nothing;
  await expect(collect((await open()).prompt(['Go.'], never))).rejects.toMatchObject({ code: 'AGENT.EMPTY' });
});

it('refuses a model it does not have, and names those that are near', async () => {
  const opening = agent.openContext({ cwd: workTree, model: 'test/scripts', mcpServers: [] }, never);
  await expect(opening).rejects.toMatchObject({
    code: 'AGENT.MODEL',
    message: expect.stringMatching(/"test\/scripts".*: test\/scripted, /),
  });
});

it('leaves no process when it is stopped in the middle of a command', async () => {
  script = inOrder(bash(`sleep 987.5 # ${base}`));
  const context = await open();
  const turn = collect(context.prompt(['Wait.'], never));
  turn.catch(() => {});
  await until(() => running('sleep 987.5').length > 0);
  await agent.stop();
  await expect(turn).rejects.toMatchObject({ code: 'AGENT.EXITED' });
  expect(running('sleep 987.5')).toEqual([]);
  expect(running(base)).toEqual([]);
});
