// Specifies how calls of iteratr's own tools are recognised and worded, from MCP and from the shell.
import { describe, expect, it } from 'vitest';
import { ownCall } from '../../../../adapters/tui/transcript/own-call.ts';
import type { AgentToolCall } from '../../../../application/ports/agent.port.ts';
import { TOOLS } from '../../../../application/tools/run-tool.ts';
import { toolCall } from './transcript.fixture.ts';

function mcp(name: string, input: unknown, output: string, rest: Partial<AgentToolCall> = {}): string | null {
  const call = {
    title: `iteratr_${name}`,
    kind: 'other',
    status: 'completed',
    input,
    output,
    ...rest,
  } as const;
  return wordsOf(toolCall(call));
}

function shell(command: string, output = '', rest: Partial<AgentToolCall> = {}): string | null {
  return wordsOf(toolCall({ status: 'completed', exitCode: 0, input: { command }, output, ...rest }));
}

function wordsOf(call: AgentToolCall): string | null {
  const own = ownCall(call);
  return own && `${own.symbol} ${own.text}`;
}

it.each([
  ['task-add', { content: 'Write it' }, 'TAS-4 [P2] remaining', '+ TAS-4 Write it'],
  ['task-batch-add', { tasks: [{}, {}] }, 'TAS-1 [P2] remaining\nTAS-2 [P3] remaining', '+ 2 tasks'],
  ['task-status', { id: 'TAS-2', status: 'completed' }, 'TAS-2 in_progress → completed', '✓ TAS-2 completed'],
  [
    'task-status',
    { id: 'TAS-2', status: 'in_progress' },
    'TAS-2 remaining → in_progress',
    '● TAS-2 in progress',
  ],
  ['task-priority', { id: 'TAS-2', priority: 4 }, 'TAS-2 priority 2 → 4', '● TAS-2 priority 4'],
  [
    'task-update',
    { id: 'TAS-2', content: 'New\nwords' },
    'TAS-2 has new content',
    '● TAS-2 is now: New words',
  ],
  ['task-update', { id: 'TAS-2', covers: ['REQ-1'] }, 'TAS-2 covers REQ-1', '● TAS-2 covers REQ-1'],
  [
    'task-depends',
    { id: 'TAS-2', depends_on: ['TAS-1'] },
    'TAS-2 depends on TAS-1',
    '● TAS-2 depends on TAS-1',
  ],
  ['task-list', {}, '3 tasks …', '› the list of tasks'],
  ['task-next', {}, 'TAS-7: greet', '› next: TAS-7: greet'],
  ['note-add', { type: 'stuck', content: 'No port.' }, 'NOT-4 [stuck]', '! NOT-4 stuck: No port.'],
  ['note-list', {}, 'no notes yet', '› the list of notes'],
  ['iteration-summary', { summary: 'Done' }, 'summary of iteration 1 recorded', '› summary: Done'],
  ['session-complete', {}, 'session x is complete: 3 of 3 tasks', '✓ session x is complete: 3 of 3 tasks'],
  ['ask-user', { question: 'Which port?' }, 'recorded as QUE-1', '? QUE-1 Which port?'],
  ['review-accept', { id: 'TAS-2' }, 'TAS-2 accepted', '✓ TAS-2 accepted'],
  ['review-return', { id: 'TAS-2', reason: 'No test' }, 'TAS-2 returned', '! TAS-2 returned: No test'],
])('words %s %j', (name, input, output, words) => {
  expect(mcp(name, input, output)).toBe(words);
});

it('words every tool there is', () => {
  for (const { name } of TOOLS) expect(mcp(name, {}, 'x'), name).not.toBeNull();
});

it.each([
  'iteratr_task-status',
  'mcp__iteratr__task-status',
  'mcp__iteratr__task_status',
  'mcp_iteratr_task-status',
  'task-status (iteratr MCP Server)',
  'Tool: iteratr/task-status',
])('knows the title %s', (title) => {
  expect(mcp('', { id: 'TAS-2', status: 'blocked' }, '', { title })).toBe('⊘ TAS-2 blocked');
});

it('finds the arguments that codex puts one level deeper', () => {
  const input = { server: 'iteratr', tool: 'task-status', arguments: { id: 'TAS-2', status: 'blocked' } };
  expect(mcp('task-status', input, '')).toBe('⊘ TAS-2 blocked');
});

it('says what runs and why a call failed', () => {
  const input = { id: 'TAS-9', status: 'completed' };
  expect(mcp('task-status', input, '', { status: 'in_progress' })).toBe('◌ task-status TAS-9');
  expect(mcp('task-status', input, 'no task TAS-9', { status: 'failed' })).toBe(
    '✗ task-status TAS-9: no task TAS-9',
  );
});

it.each(['context7_task-status', 'task-status-2', 'iteratr_unknown', 'Status'])(
  'does not know %s',
  (title) => {
    expect(mcp('', { id: 'TAS-2', status: 'blocked' }, '', { title })).toBeNull();
  },
);

describe('on the shell', () => {
  it.each([
    'iteratr tool task-status --id TAS-2 --status completed --name demo',
    'iteratr tool task-status --id=TAS-2 --status=completed',
    '/usr/local/bin/iteratr tool task-status --name "my session" --status completed --id TAS-2',
    'cd /work && iteratr tool task-status --id TAS-2 --status completed',
  ])('knows %s', (command) => {
    expect(shell(command, 'TAS-2 in_progress → completed')).toBe('✓ TAS-2 completed');
  });

  it('counts the tasks of a batch by its result', () => {
    const command = `iteratr tool task-batch-add --tasks '[{"content": "a"}, {"content": "b"}]'`;
    expect(shell(command, 'TAS-1 [P2] remaining\nTAS-2 [P2] remaining\n')).toBe('+ 2 tasks');
  });

  it('says why it failed', () => {
    const rest = { exitCode: 2 };
    expect(shell('iteratr tool task-status --id TAS-9 --status blocked', 'no such task\n', rest)).toBe(
      '✗ task-status TAS-9: no such task',
    );
  });

  it.each([
    'iteratr tool task-list | head -3',
    'iteratr tool task-status --id TAS-2 --status completed; rm -rf .',
    'iteratr tool note-add --type tip --content "$(cat secret)"',
    'echo iteratr tool task-list',
    'iteratr sessions list',
    `iteratr tool note-add --type tip --content 'it`,
  ])('shows %s as the command that it is', (command) => {
    expect(shell(command)).toBeNull();
  });
});
