// Specifies that one script serves every dialect: what it sees of a request, and that its calls arrive in the answer.
import { expect, it } from 'vitest';
import { type ModelServer, startModelServer } from './model-server.ts';
import { fail, say, together, tool } from './script.ts';

const MESSAGES = {
  path: '/messages',
  request: {
    stream: true,
    tools: [{ name: 'bash' }],
    messages: [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'bash', input: { x: 1 } }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'files' }] },
          { type: 'text', text: '<system-reminder>be quick</system-reminder>' },
        ],
      },
    ],
  },
};
const RESPONSES = {
  path: '/responses',
  request: {
    stream: true,
    tools: [{ type: 'namespace', name: 'mcp', tools: [{ name: 'bash' }] }],
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'go' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'well' }] },
      { type: 'function_call', call_id: 'a', namespace: 'mcp', name: 'bash', arguments: '{"x":1}' },
      { type: 'function_call_output', call_id: 'a', output: 'files' },
    ],
  },
};
const GENERATE_CONTENT = {
  path: 'beta/models/m:streamGenerateContent',
  request: {
    tools: [{ functionDeclarations: [{ name: 'bash' }] }],
    contents: [
      { role: 'user', parts: [{ text: 'go' }] },
      { role: 'model', parts: [{ functionCall: { name: 'bash', args: { x: 1 } } }] },
      { role: 'user', parts: [{ functionResponse: { name: 'bash', response: { output: 'files' } } }] },
    ],
  },
};
const CHAT = {
  path: '/chat/completions',
  request: {
    stream: true,
    tools: [{ type: 'custom' }, { type: 'function', function: { name: 'bash' } }],
    messages: [
      { role: 'user', content: 'go' },
      { role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'bash', arguments: '{"x":1}' } }] },
      { role: 'tool', tool_call_id: 'a', content: 'files' },
    ],
  },
};

const reply = together(say('Hello world'), tool('ns::ls', { y: 2 }));

async function asking<Value>(use: (server: ModelServer) => Promise<Value>): Promise<Value> {
  const seen: unknown[] = [];
  const server = await startModelServer(({ prompt, step, results, tools }) => {
    seen.push({ prompt, step, results, tools });
    return prompt === 'refuse' ? fail(401, 'no such key') : reply;
  });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

function post({ url }: ModelServer, path: string, request: object): Promise<Response> {
  return fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify({ model: 'm', ...request }) });
}

it.each([MESSAGES, RESPONSES, GENERATE_CONTENT, CHAT])('a script reads $path', async ({ path, request }) => {
  let seen: unknown;
  const server = await startModelServer((conversation) => {
    seen = conversation;
    return reply;
  });
  try {
    const text = await (await post(server, path, request)).text();
    const name = path === RESPONSES.path ? 'mcp::bash' : 'bash';
    const result = expect.stringContaining('files');
    const results = [{ tool: name, args: { x: 1 }, text: result }];
    expect(seen).toMatchObject({ prompt: 'go', step: 1, tools: [name], results });
    expect(text.startsWith('data: ') || text.startsWith('event: ')).toBe(true);
    expect(text).toMatch(/Hello /);
    expect(text).toMatch(path === RESPONSES.path ? /"name":"ls","namespace":"ns"/ : /"name":"ns::ls"/);
    expect(text).toMatch(/tokens?(Count)?"/i);
  } finally {
    await server.close();
  }
});

it.each([MESSAGES, RESPONSES, CHAT])('an answer in $path that is not streamed is whole', async (dialect) => {
  const request = { ...dialect.request, stream: false };
  const body = await asking(async (server) => (await post(server, dialect.path, request)).json());
  expect(JSON.stringify(body)).toContain('Hello world');
});

it.each([MESSAGES, RESPONSES, GENERATE_CONTENT, CHAT])(
  'a refusal in $path has its words',
  async (dialect) => {
    const request = JSON.parse(JSON.stringify(dialect.request).replaceAll('"go"', '"refuse"'));
    const [status, text] = await asking(async (server) => {
      const response = await post(server, dialect.path, request);
      return [response.status, await response.text()] as const;
    });
    expect([status, text]).toEqual([401, expect.stringContaining('no such key')]);
  },
);
