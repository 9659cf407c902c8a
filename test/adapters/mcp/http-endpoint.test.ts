// Specifies the loopback endpoint: whom it lets in, and what it answers.
import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { MAX_CONNECTIONS } from '../../../adapters/mcp/connection-limit.ts';
import { openHttpEndpoint } from '../../../adapters/mcp/http-endpoint.ts';
import { ToolClient } from '../../../adapters/mcp/tool-client.ts';
import type { ToolEndpoint } from '../../../application/ports/tool-endpoint.port.ts';
import { RunTool, TOOLS } from '../../../application/tools/run-tool.ts';
import { taskId } from '../../../domain/task/task.ts';
import { Harness, SESSION, SILENT } from '../../support/harness.ts';

let harness: Harness;
let endpoint: ToolEndpoint;

beforeEach(async () => {
  harness = new Harness();
  endpoint = await openHttpEndpoint({
    definitions: TOOLS,
    tools: new RunTool(harness.sessions),
    session: SESSION,
    version: '1.2.3',
    logger: SILENT,
  });
});

afterEach(() => endpoint.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Post {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A plain request, with everything right but what is given. */
function send({ path = '/tool', method = 'POST', headers = {}, body = '{}' }: Post): Promise<Answer> {
  const { hostname, port } = new URL(endpoint.url);
  const all = { Authorization: `Bearer ${endpoint.token}`, 'Content-Type': 'application/json', ...headers };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers: all, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.on('error', reject);
    sent.end(method === 'GET' ? undefined : body);
  });
}

const CALL = JSON.stringify({ tool: 'task-add', session: SESSION, input: { content: 'x' }, actor: 'agent' });

describe('lets in', () => {
  it('who has the token, under both names of this machine', async () => {
    const { port } = new URL(endpoint.url);
    expect(endpoint.url).toBe(`http://127.0.0.1:${port}`);
    for (const [index, host] of [`127.0.0.1:${port}`, `localhost:${port}`].entries()) {
      const body = CALL.replace('"x"', `"${index}"`);
      expect(await send({ headers: { Host: host }, body })).toMatchObject({ status: 200 });
    }
  });
});

describe('turns away', () => {
  const refused: [what: string, post: Post, status: number, says: string][] = [
    ['no token', { headers: { Authorization: '' } }, 401, 'token'],
    ['a wrong token', { headers: { Authorization: `Bearer ${'x'.repeat(43)}` } }, 401, 'token'],
    ['another scheme', { headers: { Authorization: 'Basic eDp5' } }, 401, 'token'],
    ['a token of another length', { headers: { Authorization: 'Bearer é' } }, 401, 'token'],
    ['a foreign host', { headers: { Host: 'evil.example:80' } }, 403, 'Host'],
    ['a host that only looks right', { headers: { Host: '127.0.0.1.evil.example' } }, 403, 'Host'],
    ['a foreign origin', { headers: { Origin: 'https://evil.example' } }, 403, 'web pages'],
    ['the origin of this machine', { headers: { Origin: 'http://localhost' } }, 403, 'web pages'],
    ['no origin at all, as of a sandboxed frame', { headers: { Origin: 'null' } }, 403, 'web pages'],
    ['GET', { method: 'GET' }, 405, 'POST'],
    ['GET of the stream', { method: 'GET', path: '/mcp' }, 405, 'POST'],
    ['DELETE', { method: 'DELETE' }, 405, 'POST'],
    ['another path', { path: '/' }, 404, '/mcp and /tool'],
    ['garbage', { body: '{"tool": ' }, 400, 'JSON'],
    ['an empty body', { body: '' }, 400, 'JSON'],
    ['an oversized body', { body: `"${'x'.repeat(5 * 1024 * 1024)}"` }, 413, 'MiB'],
  ];

  it.each(refused)('%s', async (_, post, status, says) => {
    for (const path of post.path ? [post.path] : ['/tool', '/mcp']) {
      const answer = await send({ body: CALL, ...post, path });
      expect(answer.status).toBe(status);
      expect(JSON.parse(answer.body).error.message).toContain(says);
    }
    expect(await harness.recorded()).toEqual([]);
  });

  it.each(['null', '7', '"text"', '[]', '{}', '{"tool":7}', '{"tool":"task-list"}'])(
    'a call that is none: %s',
    async (body) => {
      const answer = await send({ body });
      expect(answer.status).toBe(422);
      expect(JSON.parse(answer.body).error).toEqual({
        code: expect.any(String),
        message: expect.any(String),
      });
    },
  );

  it.each([
    JSON.stringify({ tool: 'task-add', session: SESSION, input: null, actor: 'agent' }),
    JSON.stringify({ tool: 'task-add', session: SESSION, input: [1], actor: 'agent' }),
    JSON.stringify({ tool: 'task-add', session: SESSION, input: { content: 'x' }, actor: 'somebody' }),
  ])('a call of the wrong form: %s', async (body) => {
    expect((await send({ body })).status).toBe(422);
    expect(await harness.recorded()).toEqual([]);
  });
});

describe('a flood', () => {
  /** Opens connections that send `start` of a request. */
  async function flood(count: number, start: string): Promise<void> {
    const { hostname, port } = new URL(endpoint.url);
    await Promise.all(
      Array.from({ length: count }, async () => {
        const socket = connect(Number(port), hostname).on('error', () => undefined);
        onTestFinished(() => void socket.destroy());
        await once(socket, 'connect');
        socket.write(start);
      }),
    );
  }

  it.each([
    ['nothing', ''],
    ['half a request', 'POST /tool HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
    ['a body without a token', 'POST /tool HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999999\r\n\r\nx'],
  ])('of connections that send %s keeps nobody out', async (_, start) => {
    await flood(400, start);
    expect(await send({ body: CALL })).toMatchObject({ status: 200 });
  });

  it('of strangers closes no connection of a client with the token', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const { hostname, port } = new URL(endpoint.url);
    const post = async (content: string): Promise<boolean> => {
      const headers = { Authorization: `Bearer ${endpoint.token}` };
      const sent = request({ hostname, port, path: '/tool', method: 'POST', headers, agent });
      sent.end(CALL.replace('"x"', JSON.stringify(content)));
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      expect(response.statusCode).toBe(200);
      response.resume();
      await once(response, 'end');
      return sent.reusedSocket;
    };
    expect(await post('before')).toBe(false);
    await flood(MAX_CONNECTIONS + 10, '');
    expect(await post('after')).toBe(true);
  });

  it('of bytes in one body or header is cut off', async () => {
    const huge = send({ body: 'x'.repeat(64 * 1024 * 1024) });
    expect(await huge).toMatchObject({ status: 413, headers: { connection: 'close' } });
    expect(await send({ headers: { 'X-Long': 'x'.repeat(20_000) } })).toMatchObject({ status: 431 });
  });
});

describe('over MCP', () => {
  async function connected(): Promise<Client> {
    const client = new Client({ name: 'test', version: '1' });
    const headers = { Authorization: `Bearer ${endpoint.token}` };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${endpoint.url}/mcp`), {
        requestInit: { headers },
      }) as Parameters<typeof client.connect>[0],
    );
    onTestFinished(() => client.close());
    return client;
  }

  it('lists every tool with what it takes', async () => {
    const client = await connected();
    expect(client.getServerVersion()).toEqual({ name: 'iteratr', version: '1.2.3' });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'task-add',
      'task-batch-add',
      'task-status',
      'task-priority',
      'task-update',
      'task-depends',
      'task-list',
      'task-next',
      'note-add',
      'note-list',
      'ask-user',
      'iteration-summary',
      'session-complete',
      'review-accept',
      'review-return',
    ]);
    for (const { description, inputSchema } of tools) {
      expect(description).toMatch(/\.$/);
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    }
    const schema = (tool: string) => tools.find(({ name }) => name === tool)?.inputSchema;
    expect(schema('task-add')).toEqual({
      type: 'object',
      properties: {
        content: { type: 'string', description: expect.any(String) },
        status: {
          type: 'string',
          description: expect.any(String),
          enum: ['remaining', 'in_progress', 'completed', 'blocked', 'cancelled'],
        },
        priority: { type: 'integer', description: expect.any(String), enum: [0, 1, 2, 3, 4] },
        depends_on: { type: 'array', items: { type: 'string' }, description: expect.any(String) },
        covers: {
          type: 'array',
          items: { type: 'string' },
          description: 'ids of the requirements of the spec that it fulfils, such as REQ-1,REQ-2',
        },
        files: {
          type: 'array',
          items: { type: 'string' },
          description: 'the files or directories that it will touch, such as src/list.ts,test/list',
        },
      },
      required: ['content'],
      additionalProperties: false,
    });
    expect(schema('task-batch-add')).toMatchObject({
      properties: { tasks: { type: 'array', items: { type: 'object', required: ['content'] } } },
      required: ['tasks'],
    });
    expect(schema('note-add')?.required).toEqual(['content', 'type']);
    expect(schema('task-next')).toMatchObject({ properties: {}, required: [] });
  });

  it('runs every tool of the agent that works, each with a text that begins with the id', async () => {
    const client = await connected();
    await harness.sessions
      .get(SESSION)
      .execute({ type: 'AddTasks', tasks: [{ content: 'Old', dependsOn: [] }] }, 'user');
    await harness.sessions
      .get(SESSION)
      .execute({ type: 'StartRun', session: SESSION, spec: { named: 's', path: 's' }, model: 'm' }, 'user');
    await harness.sessions
      .get(SESSION)
      .execute({ type: 'StartIteration', agent: 'opencode', model: 'm' }, 'loop');
    const calls: [name: string, args: Record<string, unknown>, text: string][] = [
      ['task-add', { content: 'One', priority: 3, depends_on: ['TAS-1'] }, 'TAS-2 [P3] remaining'],
      [
        'task-batch-add',
        { tasks: [{ content: 'Two' }, { content: 'Three' }] },
        'TAS-3 [P2] remaining\nTAS-4 [P2] remaining',
      ],
      ['task-status', { id: 'TAS-3', status: 'cancelled' }, 'TAS-3 remaining → cancelled'],
      ['task-status', { id: 'TAS-3', status: 'cancelled' }, 'TAS-3 is already cancelled'],
      ['task-priority', { id: '4', priority: 0 }, 'TAS-4 priority 2 → 0'],
      ['task-update', { id: 'TAS-4', content: 'Four' }, 'TAS-4 has new content'],
      ['task-depends', { id: 'tas-4', depends_on: ['TAS-2'] }, 'TAS-4 depends on TAS-2'],
      ['task-next', {}, 'TAS-1 [P2] Old'],
      ['task-list', { status: 'cancelled' }, 'cancelled (1)\n- TAS-3 [P2] Two'],
      ['note-add', { content: 'Look', type: 'tip' }, 'NOT-1 [tip]'],
      ['note-list', {}, 'NOT-1 [tip] (iteration 1) Look'],
      ['ask-user', { question: 'Which?', choices: ['a', 'b'] }, 'recorded as QUE-1'],
      ['iteration-summary', { summary: 'done' }, 'summary of iteration 1 recorded'],
      ['task-status', { id: '1', status: 'completed' }, 'TAS-1 remaining → completed'],
      ['task-status', { id: '2', status: 'completed' }, 'TAS-2 remaining → completed'],
      ['task-status', { id: '4', status: 'completed' }, 'TAS-4 remaining → completed'],
      ['session-complete', {}, 'session demo is complete: 3 of 4 tasks completed, 1 cancelled'],
    ];
    for (const [name, args, text] of calls) {
      expect(await client.callTool({ name, arguments: args })).toEqual({ content: [{ type: 'text', text }] });
    }
    expect(new Set(calls.map(([name]) => name))).toEqual(
      new Set(TOOLS.map(({ name }) => name).filter((name) => !name.startsWith('review-'))),
    );
    const agents = (await harness.recorded()).filter(({ meta }) => meta.actor === 'agent');
    expect(agents.map(({ meta }) => meta.iteration)).toEqual(agents.map(() => 1));
  });

  it('runs the tools of the reviewer during a review', async () => {
    const client = await connected();
    const session = harness.sessions.get(SESSION);
    const run = { session: SESSION, spec: { named: 's', path: 's' }, model: 'm', reviewRounds: 1 };
    await session.execute({ type: 'StartRun', ...run }, 'user');
    const ids = [taskId(1), taskId(2)];
    const tasks = ids.map((id) => ({ content: `Do ${id}`, status: 'completed' as const }));
    await session.execute({ type: 'AddTasks', tasks }, 'agent');
    const answer = async (name: string, args: Record<string, unknown>) =>
      (await client.callTool({ name, arguments: args })).content;
    const review = () => session.execute({ type: 'StartReview', ids, agent: 'a', model: 'm' }, 'loop');
    await review();
    expect(await answer('review-accept', { id: '1' })).toMatchObject([{ text: 'TAS-1 accepted' }]);
    const refusal = { id: 'tas-2', reason: 'no test' };
    expect(await answer('review-return', refusal)).toMatchObject([{ text: 'TAS-2 returned' }]);
    await session.execute({ type: 'EndReview', missed: null }, 'loop');
    await client.callTool({ name: 'task-status', arguments: { id: '2', status: 'completed' } });
    await review();
    const text = 'TAS-2 stays completed and is doubtful: it was returned as often as allowed';
    expect(await answer('review-return', refusal)).toMatchObject([{ text }]);
  });

  it('answers a refused or malformed call with what would be right, as an error the model reads', async () => {
    const client = await connected();
    const wrong: [name: string, args: Record<string, unknown>, text: RegExp][] = [
      ['task-add', {}, /^task-add needs "content"/],
      ['task-add', { content: 7, extra: 1 }, /no parameter "extra"; use only content/],
      ['task-add', { content: ['x'] }, /"content" must be a string/],
      ['task-add', { content: 'x', priority: 9 }, /9.*0.*4/],
      ['task-add', { content: 'x', depends_on: 'TAS-9' }, /TAS-9/],
      ['task-status', { id: 'TAS-1', status: 'completed' }, /no session "demo"/],
      ['task-batch-add', { tasks: 'no json' }, /not valid JSON/],
      ['task-add', { content: 'x'.repeat(64 * 1024 + 1) }, /^the task has 65 KB, the limit is 64 KB; /],
      ['task-add', { content: 'x', status: 'y'.repeat(100_000) }, /^"y{1000,1998}…$/],
      ['no-such-tool', {}, /no tool "no-such-tool"; use one of task-add/],
    ];
    for (const [name, args, text] of wrong) {
      const result = await client.callTool({ name, arguments: args });
      expect(result).toEqual({
        content: [{ type: 'text', text: expect.stringMatching(text) }],
        isError: true,
      });
    }
    expect(await harness.recorded()).toEqual([]);
  });

  it('serves several clients at once', async () => {
    const clients = await Promise.all([connected(), connected(), connected()]);
    const added = await Promise.all(
      clients.map((client, index) =>
        client.callTool({ name: 'task-add', arguments: { content: `task ${index}` } }),
      ),
    );
    expect(added.filter(({ isError }) => isError)).toEqual([]);
    expect(await harness.types()).toEqual(['TaskAdded', 'TaskAdded', 'TaskAdded']);
  });
});

describe('for the tools on the shell', () => {
  it('answers with text and data, for the session that is named, by whoever calls', async () => {
    const client = new ToolClient(endpoint);
    expect(await client.isAlive()).toBe(true);
    const call = { tool: 'task-add', session: 'other', input: { content: 'é ☃' }, actor: 'user' } as const;
    const result = await client.run(call);
    expect(result.text).toBe('TAS-1 [P2] remaining');
    expect(result.data).toEqual([{ id: 'TAS-1', status: 'remaining', priority: 2, depends_on: [] }]);
    await expect(client.run(call)).rejects.toMatchObject({ code: 'TASK.DUPLICATE' });
    const bad = { ...call, input: { priority: 1 } };
    await expect(client.run(bad)).rejects.toMatchObject({ code: 'INPUT' });
  });

  it('is not alive for who has another token, nor when it is closed', async () => {
    const stranger = new ToolClient({ ...endpoint, token: 'x' });
    expect(await stranger.isAlive()).toBe(false);
    await endpoint.close();
    expect(await new ToolClient(endpoint).isAlive()).toBe(false);
  });
});
