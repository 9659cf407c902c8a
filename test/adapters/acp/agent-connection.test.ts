// Specifies the client against an agent made with the protocol library, both joined in memory by two streams.
import {
  type AgentContext,
  agent,
  ndJsonStream,
  type PromptResponse,
  RequestError,
} from '@zed-industries/agent-client-protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AcpContext } from '../../../adapters/acp/acp-context.ts';
import { AgentConnection } from '../../../adapters/acp/agent-connection.ts';
import { initialize, openSession } from '../../../adapters/acp/open-session.ts';
import { combineDialects } from '../../../adapters/acp/profiles/dialect.ts';
import { AdapterError } from '../../../application/errors.ts';
import type { AgentContextOptions, AgentEvent } from '../../../application/ports/agent.port.ts';
import { keptAfterCollection } from '../../support/memory.ts';
import { keptLog } from './log.ts';

type Prompt = (agent: AgentContext, cancelled: Promise<void>) => Promise<PromptResponse>;

const never = new AbortController().signal;
const cwd = '/workspace';
const done: PromptResponse = { stopReason: 'end_turn' };

/** A context of an agent that answers every prompt with `prompt`; `end` is what closing the agent does. */
async function joined(
  prompt: Prompt,
  {
    cancelTimeoutMs = 5_000,
    allowPermissions = true,
    files = true,
    loggedInBy = '',
    ask = undefined as AgentContextOptions['ask'],
  } = {},
) {
  const toAgent = new TransformStream<Uint8Array, Uint8Array>();
  const fromAgent = new TransformStream<Uint8Array, Uint8Array>();
  const logger = keptLog();
  let cancel: () => void = () => {};
  let offered: unknown;
  agent({ name: 'fake' })
    .onRequest('initialize', ({ params }) => {
      offered = params.clientCapabilities;
      return { protocolVersion: 1, agentInfo: { name: 'Fake', version: '9' } };
    })
    .onRequest('session/new', async ({ client }) => {
      if (loggedInBy !== '') await client.notify('_auth/status_update', { authStatus: { kind: loggedInBy } });
      return { sessionId: 'main' };
    })
    .onRequest('session/prompt', ({ client }) => {
      const cancelled = new Promise<void>((resolve) => {
        cancel = resolve;
      });
      return prompt(client, cancelled);
    })
    .onNotification('session/cancel', () => cancel())
    .connect(ndJsonStream(fromAgent.writable, toAgent.readable));
  let end: (error: AdapterError) => void = () => {};
  const ended = new Promise<AdapterError>((resolve) => {
    end = resolve;
  });
  const streams = { toAgent: toAgent.writable, fromAgent: fromAgent.readable, ended };
  const connection = new AgentConnection(streams, { cwd, allowPermissions, profiles: [], logger });
  const info = await initialize(connection, { command: ['fake'], files });
  const options = { cwd, model: '', mcpServers: [], ...(ask && { ask }) };
  const session = await openSession(connection, options, { mode: '', hasModel: false }, logger);
  const dialect = combineDialects([]);
  const context = new AcpContext(connection, { ...options, ...session, dialect, cancelTimeoutMs, logger });
  return { connection, context, info, offered, end, logger };
}

function say(agent: AgentContext, text: string, sessionId = 'main'): Promise<void> {
  const update = { sessionUpdate: 'agent_message_chunk' as const, content: { type: 'text' as const, text } };
  return agent.notify('session/update', { sessionId, update });
}

async function collect(events: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
  const all: AgentEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const said = (text: string): AgentEvent => ({ type: 'text', messageId: null, text });
const ended = (stopReason: 'end_turn' | 'cancelled'): AgentEvent => ({
  type: 'turn-ended',
  stopReason,
  usage: null,
});

// The library writes to the console when it is given what it cannot use: in the terminal that would tear the screen.
const console_ = { error: vi.fn(), warn: vi.fn() };
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(console_.error);
  vi.spyOn(console, 'warn').mockImplementation(console_.warn);
});
afterEach(() => {
  expect(console_.error.mock.calls).toEqual([]);
  expect(console_.warn.mock.calls).toEqual([]);
});

it('agrees on the protocol', async () => {
  const { info } = await joined(async () => done);
  expect(info).toEqual({ name: 'Fake', version: '9', mcpHttp: false });
});

it.each([true, false])(
  'offers terminal logins, output of commands, and files if it may (%s)',
  async (files) => {
    const { offered } = await joined(async () => done, { files });
    expect(offered).toMatchObject({
      fs: { readTextFile: files, writeTextFile: files },
      auth: { terminal: true },
      elicitation: { form: {} },
      _meta: { terminal_output: true },
    });
  },
);

it.each([
  ['none', ['the agent is not logged in']],
  ['api_key', []],
])('warns of an agent that reports the login %s', async (loggedInBy, warnings) => {
  const { context } = await joined(async () => done, { loggedInBy });
  expect(context.warnings).toEqual(warnings);
});

it('yields what is said before the answer, all of it, and ends with turn-ended', async () => {
  const { context } = await joined(async (agent) => {
    for (let i = 0; i < 500; i++) void say(agent, `${i} `);
    return done;
  });
  const events = await collect(context.prompt(['go'], never));
  const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
  expect(texts.join('')).toBe(Array.from({ length: 500 }, (_, i) => `${i} `).join(''));
  expect(events.at(-1)).toEqual(ended('end_turn'));
});

it('keeps no answer of an earlier request', async () => {
  const { connection } = await joined(async () => ({ ...done }));
  const answers: WeakRef<object>[] = [];
  for (let count = 0; count < 50; count++) {
    answers.push(new WeakRef(await connection.request('session/prompt', { sessionId: 'main', prompt: [] })));
  }
  // The library may still use the newest.
  expect(await keptAfterCollection(answers)).toBeLessThanOrEqual(3);
});

it('serves one turn after another, and none beside another', async () => {
  const { context } = await joined(async (agent) => {
    await say(agent, 'hello');
    return done;
  });
  const first = context.prompt(['1'], never);
  expect(await first.next()).toEqual({ done: false, value: said('hello') });
  await expect(collect(context.prompt(['2'], never))).rejects.toMatchObject({ code: 'AGENT.PROTOCOL' });
  expect(await collect(first)).toEqual([ended('end_turn')]);
  expect(await collect(context.prompt(['3'], never))).toEqual([said('hello'), ended('end_turn')]);
});

it('keeps the updates of other sessions apart and notes them once', async () => {
  const { context, logger } = await joined(async (agent) => {
    await say(agent, 'mine');
    await say(agent, 'theirs', 'subagent');
    await say(agent, 'theirs again', 'subagent');
    return done;
  });
  expect(await collect(context.prompt(['go'], never))).toEqual([said('mine'), ended('end_turn')]);
  const notes = logger.lines.filter(({ fields }) => fields?.session === 'subagent');
  expect(notes).toHaveLength(1);
});

it('bears updates that break the schema, and requests it does not know', async () => {
  const { context } = await joined(async (agent) => {
    await agent.notify('session/update', {
      sessionId: 'main',
      update: { sessionUpdate: 'tool_call' },
    } as never);
    await agent.notify('_vendor/news', {});
    for (const method of ['_vendor/ask', 'terminal/create', 'terminal/output', 'terminal/kill']) {
      await expect(agent.request(method, {})).rejects.toMatchObject({ code: -32601 });
    }
    await say(agent, 'still here');
    return done;
  });
  expect(await collect(context.prompt(['go'], never))).toEqual([said('still here'), ended('end_turn')]);
});

it.each([
  [true, 'yes'],
  [false, 'no'],
])(
  'answers permission requests by policy (%s), also those of subagents',
  async (allowPermissions, answer) => {
    const answers: unknown[] = [];
    const ask = async (agent: AgentContext, sessionId: string) => {
      const { outcome } = await agent.request('session/request_permission', {
        sessionId,
        toolCall: { toolCallId: 'c', title: 'rm -rf' },
        options: [
          { optionId: 'yes', name: 'Yes', kind: 'allow_once' },
          { optionId: 'no', name: 'No', kind: 'reject_once' },
        ],
      });
      answers.push(outcome);
    };
    const prompt: Prompt = async (agent) => {
      await ask(agent, 'main');
      await ask(agent, 'subagent');
      await say(agent, 'asked');
      return done;
    };
    const { context } = await joined(prompt, { allowPermissions });
    expect(await collect(context.prompt(['go'], never))).toEqual([
      { type: 'permission', title: 'rm -rf', allowed: allowPermissions },
      said('asked'),
      ended('end_turn'),
    ]);
    const outcome = { outcome: 'selected', optionId: answer };
    expect(answers).toEqual([outcome, outcome]);
  },
);

it('says what the agent refused with', async () => {
  const { context } = await joined(async () => {
    throw new RequestError(-32603, 'Internal error: no quota left');
  });
  await expect(collect(context.prompt(['go'], never))).rejects.toMatchObject({
    code: 'AGENT.REFUSED',
    message: 'the agent refused: no quota left',
  });
});

it('takes a turn without output for a failure, but not one that was refused or cut short', async () => {
  const empty = await joined(async () => done);
  await expect(collect(empty.context.prompt(['go'], never))).rejects.toMatchObject({ code: 'AGENT.EMPTY' });
  const refused = await joined(async () => ({ stopReason: 'refusal' }));
  expect(await collect(refused.context.prompt(['go'], never))).toEqual([
    { type: 'turn-ended', stopReason: 'refusal', usage: null },
  ]);
});

it('sends nothing when it is aborted beforehand', async () => {
  const prompt = vi.fn<Prompt>(async () => done);
  const { context } = await joined(prompt);
  expect(await collect(context.prompt(['go'], AbortSignal.abort()))).toEqual([ended('cancelled')]);
  expect(prompt).not.toHaveBeenCalled();
});

it.each<[string, () => Promise<PromptResponse>]>([
  ['as it should', async () => ({ stopReason: 'cancelled' })],
  ['with an end that was under way', async () => done],
  ['with the error the cancellation caused', () => Promise.reject(new RequestError(-32603, 'aborted'))],
])('ends cancelled when the agent answers %s', async (_, answer) => {
  const { context } = await joined(async (agent, cancelled) => {
    await say(agent, 'working');
    await cancelled;
    await say(agent, 'last words');
    return answer();
  });
  const stop = new AbortController();
  const events: AgentEvent[] = [];
  for await (const event of context.prompt(['go'], stop.signal)) {
    events.push(event);
    stop.abort();
  }
  expect(events).toEqual([said('working'), said('last words'), ended('cancelled')]);
});

it('gives no permission any more once the turn is cancelled', async () => {
  let outcome: unknown;
  const { context } = await joined(async (agent, cancelled) => {
    await say(agent, 'working');
    await cancelled;
    const toolCall = { toolCallId: 'c', title: 'rm -rf' };
    const options = [{ optionId: 'yes', name: 'Yes', kind: 'allow_once' as const }];
    ({ outcome } = await agent.request('session/request_permission', {
      sessionId: 'main',
      toolCall,
      options,
    }));
    return { stopReason: 'cancelled' };
  });
  const stop = new AbortController();
  const events: AgentEvent[] = [];
  for await (const event of context.prompt(['go'], stop.signal)) {
    events.push(event);
    stop.abort();
  }
  expect(outcome).toEqual({ outcome: 'cancelled' });
  expect(events).toEqual([said('working'), ended('cancelled')]);
});

it('gives up an agent that does not answer the cancellation in time', async () => {
  const { context } = await joined(() => new Promise(() => {}), { cancelTimeoutMs: 50 });
  await expect(collect(context.prompt(['go'], AbortSignal.timeout(10)))).rejects.toMatchObject({
    code: 'AGENT.EXITED',
    retryable: true,
  });
});

it('cancels the turn of a reader that stops reading, and is free for the next one', async () => {
  let wasCancelled = false;
  const { context } = await joined(async (agent, cancelled) => {
    await say(agent, 'working');
    void cancelled.then(() => {
      wasCancelled = true;
    });
    if (!wasCancelled) await cancelled;
    return { stopReason: 'cancelled' };
  });
  for await (const event of context.prompt(['go'], never)) {
    expect(event).toEqual(said('working'));
    break;
  }
  expect(wasCancelled).toBe(true);
  const next = await collect(context.prompt(['again'], never));
  expect(next.at(-1)).toEqual(ended('cancelled'));
});

it('rejects what waits, and what follows, with the reason why the agent went', async () => {
  const { context, end } = await joined(async (agent) => {
    await say(agent, 'working');
    return new Promise(() => {});
  });
  const turn = context.prompt(['go'], never);
  expect((await turn.next()).value).toEqual(said('working'));
  end(new AdapterError('AGENT.EXITED', 'It went.'));
  await expect(turn.next()).rejects.toThrow('It went.');
  await expect(collect(context.prompt(['go'], never))).rejects.toThrow('It went.');
});

describe('a form of the agent', () => {
  const request = {
    ...{ mode: 'form', message: 'Which port?', sessionId: 'main' },
    requestedSchema: { type: 'object', properties: { port: { type: 'integer' } }, required: ['port'] },
  };
  const asks: Prompt = async (agent) => {
    const response = await agent.request('elicitation/create', request);
    await say(agent, JSON.stringify(response));
    return done;
  };

  it('is answered in the turn, and shown as a call', async () => {
    const { context } = await joined(asks, { ask: async () => '8080' });
    const events = await collect(context.prompt(['go'], never));
    expect(events).toContainEqual(said('{"action":"accept","content":{"port":8080}}'));
    const calls = events.flatMap((event) => (event.type === 'tool-call' ? [event.call] : []));
    expect(calls.map(({ title, kind, status, output }) => [title, kind, status, output])).toEqual([
      ['Which port?', 'ask', 'in_progress', ''],
      ['Which port?', 'ask', 'completed', '8080'],
    ]);
  });

  it('is declined if nobody can be asked, and if asking fails', async () => {
    const { context } = await joined(asks);
    expect(await collect(context.prompt(['go'], never))).toContainEqual(said('{"action":"decline"}'));
    const failing = await joined(asks, { ask: () => Promise.reject(new Error('refused')) });
    expect(await collect(failing.context.prompt(['go'], never))).toContainEqual(said('{"action":"decline"}'));
  });

  it('is cancelled with the turn', async () => {
    const stop = new AbortController();
    const { context } = await joined(asks, {
      ask: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(undefined));
          stop.abort();
        }),
    });
    const events = await collect(context.prompt(['go'], stop.signal));
    expect(events).toContainEqual(said('{"action":"cancel"}'));
    expect(events.at(-1)).toEqual(ended('cancelled'));
  });
});
