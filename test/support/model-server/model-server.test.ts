// Specifies the model server: what scripts see, what it sends, and how it fails on purpose.
import { afterEach, describe, expect, it } from 'vitest';
import { type ChatMessage, readConversation } from './conversation.ts';
import { type ModelServer, startModelServer } from './model-server.ts';
import { packagesFor } from './opencode-binary.ts';
import { bash, byPrompt, fail, hang, inOrder, type Script, say, together, tool } from './script.ts';

const tools = [{ function: { name: 'bash' } }];
const user = (content: unknown): ChatMessage => ({ role: 'user', content });

/** Returns an answer with one tool call, and its result. */
function called(id: string, name: string, args: object, result: string): ChatMessage[] {
  const call = { id, function: { name, arguments: JSON.stringify(args) } };
  return [
    { role: 'assistant', tool_calls: [call] },
    { role: 'tool', tool_call_id: id, content: result },
  ];
}

describe('a conversation', () => {
  const messages: ChatMessage[] = [
    { role: 'system', content: 'You are …' },
    user('first'),
    ...called('a', 'bash', { command: 'ls' }, 'files'),
    { role: 'assistant', content: 'ok' },
    user([{ type: 'text', text: 'second' }]),
    ...called('b', 'task-next', {}, 'TAS-1'),
    ...called('c', 'task-next', {}, 'TAS-2'),
  ];

  it('contains the prompts, the step since the last one, and the results of tools since then', () => {
    const conversation = readConversation({ model: 'm', messages, tools });
    expect(conversation).toMatchObject({
      prompt: 'second',
      prompts: ['first', 'second'],
      step: 2,
      tools: ['bash'],
      results: [
        { tool: 'task-next', args: {}, text: 'TAS-1' },
        { tool: 'task-next', args: {}, text: 'TAS-2' },
      ],
    });
    expect(conversation.lastResult('task-next')).toBe('TAS-2');
    expect(conversation.lastResult('bash')).toBe('');
  });

  it('is always answered, in order, by prompt', async () => {
    const script = byPrompt([/^second$/, inOrder(say('0'), say('1'))], [/first/, inOrder(say('f'))]);
    const at = (...list: ChatMessage[]) => script(readConversation({ model: 'm', messages: list, tools }));
    expect(at(user('first'))).toEqual(say('f'));
    expect(at(user('second'), ...called('a', 'bash', {}, ''))).toEqual(say('1'));
    expect(at(...messages)).toEqual(say('Done.'));
    expect(at(user('third'))).toEqual(say('The script has nothing for this prompt.'));
  });
});

describe('the server', () => {
  let server: ModelServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function ask(script: Script, body: object): Promise<Response> {
    server = await startModelServer(script);
    return fetch(`${server.url}/chat/completions`, { method: 'POST', body: JSON.stringify(body) });
  }

  it('streams text, thoughts and calls as chunks', async () => {
    const reply = together(say('Hello world'), bash('ls'), tool('other', { a: 1 }));
    const response = await ask(() => reply, { model: 'm', messages: [user('x')], tools });
    const lines = (await response.text()).split('\n\n').filter((line) => line !== '');
    expect(lines.pop()).toBe('data: [DONE]');
    const chunks = lines.map((line) => JSON.parse(line.slice('data: '.length)));
    const choices = chunks.flatMap((chunk) => chunk.choices);
    expect(choices.map(({ delta }) => delta.content ?? '').join('')).toBe('Hello world');
    const calls = choices.flatMap(({ delta }) => delta.tool_calls ?? []);
    expect(calls.map((call) => [call.index, call.function.name, call.function.arguments])).toEqual([
      [0, 'bash', '{"command":"ls","description":"Runs a command"}'],
      [1, 'other', '{"a":1}'],
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    expect(choices.at(-1).finish_reason).toBe('tool_calls');
    expect(chunks.at(-1).usage.total_tokens).toBeGreaterThan(0);
  });

  it('answers requests for a title without the script', async () => {
    const response = await ask(() => fail(500, 'not for the script'), { model: 'm', messages: [user('x')] });
    expect(await response.text()).toContain('Scripted ');
    expect(server?.requests).toEqual([]);
  });

  it('fails with the given status', async () => {
    const response = await ask(() => fail(429, 'slow down'), { model: 'm', messages: [user('x')], tools });
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({ error: { message: 'slow down' } });
  });

  it('keeps the errors of a script for the test', async () => {
    const broken: Script = () => {
      throw new Error('broken script');
    };
    const response = await ask(broken, { model: 'm', messages: [user('x')], tools });
    expect(response.status).toBe(500);
    expect(server?.failures).toEqual([new Error('broken script')]);
  });

  it('can be closed while a request hangs', async () => {
    const asking = ask(hang, { model: 'm', messages: [user('x')], tools });
    asking.catch(() => {});
    while (!server?.requests.length) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.close();
    await expect(asking).rejects.toThrow();
  });
});

it.each([
  ['linux', 'x64', true, false, ['opencode-linux-x64', 'opencode-linux-x64-baseline']],
  ['linux', 'x64', false, false, ['opencode-linux-x64-baseline']],
  ['linux', 'x64', false, true, ['opencode-linux-x64-baseline-musl']],
  ['linux', 'arm64', false, true, ['opencode-linux-arm64-musl']],
  ['darwin', 'x64', true, false, ['opencode-darwin-x64', 'opencode-darwin-x64-baseline']],
  ['darwin', 'arm64', false, false, ['opencode-darwin-arm64']],
])('opencode on %s %s (avx2 %s, musl %s) is one of %j', (platform, arch, avx2, musl, packages) => {
  expect(packagesFor(platform, arch, avx2, musl)).toEqual(packages);
});
