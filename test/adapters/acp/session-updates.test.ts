// Specifies what each ACP update becomes, first of all for a turn recorded from a real opencode.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { combineDialects } from '../../../adapters/acp/profiles/dialect.ts';
import { OPENCODE } from '../../../adapters/acp/profiles/opencode.ts';
import { SessionUpdates, turnEnded } from '../../../adapters/acp/session-updates.ts';
import type { AgentEvent, AgentToolCall } from '../../../application/ports/agent.port.ts';

const CWD = '/workspace';
const FILE = '/workspace/e.txt';

function translate(...updates: unknown[]): AgentEvent[] {
  const session = new SessionUpdates(CWD, combineDialects([OPENCODE.dialect]));
  return updates.flatMap((update) => session.translate(update));
}

function call(fields: Partial<AgentToolCall> & { id: string }): AgentEvent {
  const blank: AgentToolCall = {
    id: '',
    title: '',
    kind: 'other',
    status: 'pending',
    input: {},
    output: '',
    exitCode: null,
    locations: [],
    diffs: [],
    subagent: null,
  };
  return { type: 'tool-call', call: { ...blank, ...fields } };
}

/** The states of one call, each with the changes since the one before. */
function calls(
  ...states: [Partial<AgentToolCall> & { id: string }, ...Partial<AgentToolCall>[]]
): AgentEvent[] {
  let last = {};
  return states.map((state) => {
    last = { ...last, ...state };
    return call(last as Partial<AgentToolCall> & { id: string });
  });
}

function text(messageId: string, content: string): AgentEvent {
  return { type: 'text', messageId, text: content };
}

function thought(messageId: string, content: string): AgentEvent {
  return { type: 'thought', messageId, text: content };
}

describe('a turn recorded from opencode 1.18.33', () => {
  const recorded = readFileSync(new URL('./recorded/opencode-1.18.33-turn.ndjson', import.meta.url), 'utf8');
  const messages = recorded
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);

  it('gives exactly these events', () => {
    const updates = messages.filter(({ method }) => method === 'session/update');
    const events = translate(...updates.map(({ params }) => params.update));

    const todos = [
      { content: 'a', status: 'in_progress', priority: 'high' },
      { content: 'b', status: 'pending', priority: 'low' },
    ];
    const taskId = 'ses_dfdb910b4ffegiRBOQ3maQ1Sdx';
    const task = { description: 'sub', prompt: 'look around', subagent_type: 'general' };
    const command = { command: 'exit 3', description: 'fails', cwd: CWD };
    expect(events).toEqual([
      thought('prt_20246edb80015kI274gXqLMnR0', 'thinking about step 1'),
      text('msg_20246eafa001U4LBU255dgj7OV', 'Step 1. '),
      ...calls(
        { id: 'call_1_0', title: 'todowrite' },
        {
          status: 'in_progress',
          input: {
            todos: [
              { ...todos[0], id: '1' },
              { ...todos[1], id: '2' },
            ],
          },
        },
        { status: 'completed', title: '2 todos' },
      ),
      { type: 'plan', entries: todos },
      thought('prt_20246ee1d0017kXYhnwEUBM2G2', 'thinking about step 2'),
      text('msg_20246ede2001EvtyQ57FDFySUi', 'Step 2. '),
      ...calls(
        { id: 'call_2_0', title: 'write', kind: 'edit' },
        { status: 'in_progress', locations: [FILE], input: { filePath: FILE, content: 'one\ntwo\nthree\n' } },
        {
          status: 'completed',
          title: 'workspace/e.txt',
          output: 'Wrote file successfully.',
          diffs: [{ path: FILE, oldText: null, newText: 'one\ntwo\nthree\n' }],
        },
      ),
      thought('prt_20246ee87001DkE2Vwrtr6O2y1', 'thinking about step 3'),
      text('msg_20246ee4d0010FeNZopw6WaJK5', 'Step 3. '),
      ...calls(
        { id: 'call_3_0', title: 'read', kind: 'read' },
        { status: 'in_progress', locations: [FILE], input: { filePath: FILE } },
        { status: 'completed', title: 'workspace/e.txt', output: 'one\ntwo\nthree' },
      ),
      thought('prt_20246eeeb001xzT7qtv4KvHojY', 'thinking about step 4'),
      text('msg_20246eebe001YWPfwHWwwGhjDc', 'Step 4. '),
      ...calls(
        { id: 'call_4_0', title: 'edit', kind: 'edit' },
        {
          status: 'in_progress',
          locations: [FILE],
          input: { filePath: FILE, oldString: 'two', newString: 'TWO' },
        },
        {},
        {
          status: 'completed',
          title: 'workspace/e.txt',
          output: 'Edit applied successfully.',
          diffs: [{ path: FILE, oldText: 'two', newText: 'TWO' }],
        },
      ),
      thought('prt_20246ef41001rbM6fMm9xUANrc', 'thinking about step 5'),
      text('msg_20246ef14001y3V86rxHRo6K8b', 'Step 5. '),
      ...calls(
        { id: 'call_5_0', title: 'task', kind: 'think' },
        { status: 'in_progress', title: 'sub', input: task },
        {},
        {
          status: 'completed',
          output: 'sub report',
          subagent: taskId,
        },
      ),
      thought('prt_20246efdc001FL7Hark41Don26', 'thinking about step 6'),
      text('msg_20246efb0001FVIhuoauyzBWSi', 'Step 6. '),
      ...calls(
        { id: 'call_6_0', title: 'bash', kind: 'execute', locations: [CWD], input: { cwd: CWD } },
        { status: 'in_progress', title: 'exit 3', input: command },
        {},
        { status: 'completed', output: '(no output)', exitCode: 3 },
      ),
      text('msg_20246f04e001KnLzE5DxgEjAMx', '# Done\n\n- ok'),
      { type: 'context-usage', used: 100, size: 100_000, cost: { amount: 0, currency: 'USD' } },
    ]);
  });

  it('ends with the stop reason and the usage of the answer', () => {
    expect(turnEnded(messages.at(-1).result)).toEqual({
      type: 'turn-ended',
      stopReason: 'end_turn',
      usage: { inputTokens: 100, outputTokens: 3, totalTokens: 103 },
    });
  });
});

describe('tool calls', () => {
  it('keep what an update leaves out and replace content and locations as a whole', () => {
    const events = translate(
      {
        sessionUpdate: 'tool_call',
        toolCallId: 't',
        title: 'Read',
        kind: 'read',
        rawInput: { a: 1 },
        locations: [{ path: 'src/a.ts' }],
        content: [{ type: 'content', content: { type: 'text', text: 'first' } }],
      },
      { sessionUpdate: 'tool_call_update', toolCallId: 't', status: 'failed', title: null },
      {
        sessionUpdate: 'tool_call_update',
        toolCallId: 't',
        locations: [],
        content: [{ type: 'diff', path: 'src/a.ts', newText: 'new' }],
      },
    );
    expect(events).toEqual(
      calls(
        {
          id: 't',
          title: 'Read',
          kind: 'read',
          input: { a: 1 },
          output: 'first',
          locations: ['/workspace/src/a.ts'],
        },
        { status: 'failed' },
        {
          output: '',
          locations: [],
          diffs: [{ path: '/workspace/src/a.ts', oldText: null, newText: 'new' }],
        },
      ),
    );
  });

  it('take output and exit code from the raw output where there is no content', () => {
    const [event] = translate({
      sessionUpdate: 'tool_call_update',
      toolCallId: 't',
      rawOutput: { output: 'hello', exit_code: 2 },
    });
    expect(event).toEqual(call({ id: 't', input: undefined, output: 'hello', exitCode: 2 }));
  });

  it('are told apart by their ids, and one without an id is dropped', () => {
    const events = translate(
      { sessionUpdate: 'tool_call', toolCallId: 'a', title: 'A', rawInput: {} },
      { sessionUpdate: 'tool_call', toolCallId: 'b', title: 'B', rawInput: {} },
      { sessionUpdate: 'tool_call_update', toolCallId: 'a', status: 'completed' },
      { sessionUpdate: 'tool_call', title: 'nobody' },
    );
    expect(events).toEqual([
      call({ id: 'a', title: 'A' }),
      call({ id: 'b', title: 'B' }),
      call({ id: 'a', title: 'A', status: 'completed' }),
    ]);
  });
});

describe('other updates', () => {
  it('give a plan, thoughts without a message id, and usage without a cost', () => {
    const events = translate(
      { sessionUpdate: 'plan', entries: [{ content: 'x', priority: 'low', status: 'completed' }] },
      { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'hm' } },
      { sessionUpdate: 'usage_update', used: 5, size: 10 },
    );
    expect(events).toEqual([
      { type: 'plan', entries: [{ content: 'x', priority: 'low', status: 'completed' }] },
      { type: 'thought', messageId: null, text: 'hm' },
      { type: 'context-usage', used: 5, size: 10, cost: null },
    ]);
  });

  it('name content that is not text', () => {
    const chunk = (content: unknown) => ({ sessionUpdate: 'agent_message_chunk', content });
    const events = translate(
      chunk({ type: 'image', mimeType: 'image/png', data: '…' }),
      chunk({ type: 'resource_link', uri: 'file:///a', name: 'a' }),
      chunk({ type: 'resource', resource: { uri: 'file:///b', text: 'inside' } }),
      chunk({ type: 'text', text: '' }),
    );
    expect(events).toEqual([
      { type: 'text', messageId: null, text: '[image image/png]' },
      { type: 'text', messageId: null, text: '[resource_link file:///a]' },
      { type: 'text', messageId: null, text: 'inside' },
    ]);
  });

  it('are dropped when they are of a kind nobody knows, or no update at all', () => {
    expect(translate({ sessionUpdate: 'from_the_future', x: 1 }, null, 'text', { sessionUpdate: 3 })).toEqual(
      [],
    );
  });
});

describe('what agents report beside the protocol', () => {
  const terminal = (meta: unknown) => ({ sessionUpdate: 'tool_call_update', toolCallId: 'c', _meta: meta });

  it('is the output of a command, piece by piece, and its exit code', () => {
    const events = translate(
      { sessionUpdate: 'tool_call', toolCallId: 'c', title: 'npm test', kind: 'execute' },
      terminal({ terminal_output: { terminal_id: 'c', data: 'one\n' } }),
      terminal({ terminal_output: { terminal_id: 'c', data: 'two\n' } }),
      { ...terminal({ terminal_exit: { terminal_id: 'c', exit_code: 3 } }), status: 'failed' },
    );
    expect(events.at(-1)).toMatchObject({ call: { output: 'one\ntwo\n', exitCode: 3, status: 'failed' } });
  });

  it('is the number of tokens of a turn', () => {
    const _meta = { quota: { token_count: { input_tokens: 10, output_tokens: 5 } } };
    expect(turnEnded({ stopReason: 'end_turn', _meta }).usage).toEqual({
      inputTokens: 10,
      outputTokens: 5,
      totalTokens: 15,
    });
    expect(turnEnded({ stopReason: 'end_turn', _meta: { quota: {} } }).usage).toBeNull();
  });

  it('is the number of tokens of each answer of the model, which add up', () => {
    const session = new SessionUpdates('/workspace', combineDialects([]));
    const answer = (inputTokens: number, outputTokens: number) => ({
      sessionUpdate: 'agent_message_chunk',
      content: { type: 'text', text: '' },
      _meta: { usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens } },
    });
    expect(session.takeUsage()).toBeNull();
    for (const update of [answer(10, 1), answer(20, 2)]) expect(session.translate(update)).toEqual([]);
    const usage = { inputTokens: 30, outputTokens: 3, totalTokens: 33 };
    expect(turnEnded({ stopReason: 'end_turn' }, session.takeUsage()).usage).toEqual(usage);
    expect(session.takeUsage()).toBeNull();
  });
});

it('a plan may be updated by its id; one without entries says nothing', () => {
  const entry = { content: 'a', status: 'pending', priority: 'high' };
  const update = (plan: unknown) => ({ sessionUpdate: 'plan_update', plan });
  expect(
    translate(
      update({ type: 'items', planId: 'p', entries: [entry] }),
      update({ type: 'markdown', planId: 'p', content: '# Plan' }),
    ),
  ).toEqual([{ type: 'plan', entries: [entry] }]);
});

it('an empty title does not replace the one that is known', () => {
  const call = { toolCallId: 'c', kind: 'edit' };
  const events = translate(
    { sessionUpdate: 'tool_call', ...call, title: 'Edit a.txt' },
    { sessionUpdate: 'tool_call_update', ...call, title: '' },
  );
  expect(events.at(-1)).toMatchObject({ call: { title: 'Edit a.txt' } });
});

it('a permission request gives a call the input that it lacks, and replaces none', () => {
  const session = new SessionUpdates(CWD, combineDialects([OPENCODE.dialect]));
  const begin = { sessionUpdate: 'tool_call', kind: 'edit', title: 'write' };
  const asked = { rawInput: { filepath: FILE, diff: '+a' } };
  session.translate({ ...begin, toolCallId: 'bare', rawInput: {} });
  session.translate({ ...begin, toolCallId: 'full', rawInput: { filePath: FILE, content: 'a' } });
  const inputs = ['bare', 'full'].map((toolCallId) => session.requested({ ...asked, toolCallId }).at(-1));
  expect(inputs).toMatchObject([
    { call: { input: asked.rawInput } },
    { call: { input: { filePath: FILE, content: 'a' } } },
  ]);
});
