// Specifies what a client gets for a message that cannot be used: one answer, of one line, on every route.
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openHttpEndpoint } from '../../../adapters/mcp/http-endpoint.ts';
import { serveStdio } from '../../../adapters/mcp/stdio-server.ts';
import type { ToolEndpoint } from '../../../application/ports/tool-endpoint.port.ts';
import { RunTool, TOOLS } from '../../../application/tools/run-tool.ts';
import { Harness, SESSION, SILENT } from '../../support/harness.ts';
import { waitFor } from '../../support/wait-for.ts';

const request = (fields: object) => JSON.stringify({ jsonrpc: '2.0', id: 7, ...fields });
const call = (params: unknown) => request({ method: 'tools/call', params });

const MALFORMED: [what: string, text: string, code: number, id: number | null, message: RegExp][] = [
  ['bad JSON', '{"jsonrpc": ', -32700, null, /not valid JSON/],
  ['a batch', `[${request({ method: 'tools/list' })}]`, -32600, null, /batches are not supported/],
  ['an empty batch', '[]', -32600, null, /batches are not supported/],
  ['no object', '7', -32600, null, /a message is an object/],
  ['null', 'null', -32600, null, /a message is an object/],
  ['a null id', request({ id: null, method: 'tools/list' }), -32600, null, /"id" is neither/],
  ['a broken id', request({ id: 1.5, method: 'tools/list' }), -32600, null, /"id" is neither/],
  ['no version', '{"id":7,"method":"tools/list"}', -32600, 7, /"jsonrpc" is not "2.0"/],
  ['no method', request({}), -32600, 7, /neither a request/],
  ['a method that is none', request({ method: 3 }), -32600, 7, /neither a request/],
  ['parameters that are none', call([1]), -32602, 7, /"params" is not an object/],
  ['no parameters', call(undefined), -32602, 7, /"params": expected object/],
  ['a tool that is none', call({ name: 3 }), -32602, 7, /"params.name": expected string/],
  ['arguments that are none', call({ name: 'task-list', arguments: [] }), -32602, 7, /"params.arguments"/],
  ['a wrong cursor', request({ method: 'tools/list', params: { cursor: 3 } }), -32602, 7, /"params.cursor"/],
  ['a bad greeting', request({ method: 'initialize', params: {} }), -32602, 7, /"params.protocolVersion"/],
  [
    'arguments nested too deep',
    call({ name: 'task-list', arguments: { a: 0 } }).replace(
      ':0}',
      `:${'['.repeat(500_000)}${']'.repeat(500_000)}}`,
    ),
    ...([-32600, null, /nested deeper than 200 levels/] as const),
  ],
  ['an unknown method', request({ method: 'resources/list' }), -32601, 7, /Method not found/],
];

const options = () => ({
  definitions: TOOLS,
  tools: new RunTool(new Harness().sessions),
  session: SESSION,
  version: '1.2.3',
});

function expectRefusal(answer: string, code: number, id: number | null, message: RegExp): void {
  expect(JSON.parse(answer)).toEqual({
    jsonrpc: '2.0',
    id,
    error: { code, message: expect.stringMatching(message) },
  });
  expect(JSON.parse(answer).error.message).not.toContain('\n');
}

describe('over stdio', () => {
  function served(): { send: (text: string) => void; answers: () => string[] } {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let text = '';
    output.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    const over = serveStdio(options(), input, output, new AbortController().signal);
    onTestFinished(async () => {
      input.end();
      await over;
    });
    return { send: (line) => void input.write(line), answers: () => text.split('\n').slice(0, -1) };
  }

  it.each(MALFORMED)('%s', async (_, line, code, id, message) => {
    const { send, answers } = served();
    send(`${line}\n`);
    await waitFor('the answer', () => answers().length > 0);
    expectRefusal(answers()[0] ?? '', code, id, message);
    send(`${request({ id: 'next', method: 'tools/list' })}\r\n`);
    await waitFor('the next answer', () => answers().length > 1);
    expect(JSON.parse(answers()[1] ?? '')).toMatchObject({
      id: 'next',
      result: { tools: expect.any(Array) },
    });
  });

  it('a message that is too large is refused once, and the next one is answered', async () => {
    const { send, answers } = served();
    for (let part = 0; part < 6; part++) send('x'.repeat(1024 * 1024));
    send(`\n\n${request({ method: 'ping' })}\n`);
    await waitFor('the answers', () => answers().length > 1);
    expectRefusal(answers()[0] ?? '', -32600, null, /more than 4 MiB/);
    expect(
      answers()
        .slice(1)
        .map((line) => JSON.parse(line)),
    ).toEqual([{ jsonrpc: '2.0', id: 7, result: {} }]);
  });

  it('characters and lines may arrive in pieces', async () => {
    const { send, answers } = served();
    const bytes = Buffer.from(`${call({ name: 'task-add', arguments: { content: 'größe 日本' } })}\n`);
    for (const byte of bytes) send(Buffer.from([byte]) as unknown as string);
    await waitFor('the answer', () => answers().length > 0);
    expect(JSON.parse(answers()[0] ?? '')).toMatchObject({ id: 7, result: { content: [{ type: 'text' }] } });
  });
});

describe('over HTTP', () => {
  let endpoint: ToolEndpoint;
  beforeEach(async () => {
    endpoint = await openHttpEndpoint({ ...options(), logger: SILENT });
  });
  afterEach(() => endpoint.close());

  it.each(MALFORMED)('%s', async (_, body, code, id, message) => {
    const response = await fetch(`${endpoint.url}/mcp`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${endpoint.token}`,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
      },
      body,
    });
    expect(response.status).toBe(code === -32602 || code === -32601 ? 200 : 400);
    expectRefusal(await response.text(), code, id, message);
  });
});
