// Specifies that output and exit code of a command are shown, from what each agent sent for `cat hello.txt; exit 3`.
import { expect, it } from 'vitest';
import { combineDialects } from '../../../../adapters/acp/profiles/dialect.ts';
import { profileNamed } from '../../../../adapters/acp/profiles/profiles.ts';
import { SessionUpdates } from '../../../../adapters/acp/session-updates.ts';
import type { AgentName } from '../../../../application/agents/agent-names.ts';

const text = (written: string) => [{ type: 'content', content: { type: 'text', text: written } }];
const terminal = [{ type: 'terminal', terminalId: 'c' }];
const QWEN_RESULT =
  'Command: cat hello.txt; exit 3\nDirectory: (root)\nOutput: hello\nError: (none)\nExit Code: 3\nSignal: 0\nProcess Group PGID: 9';

const SENT: readonly [
  agent: AgentName,
  updates: readonly object[],
  output: string,
  exitCode: number | null,
][] = [
  [
    'claude',
    [
      { content: terminal },
      { _meta: { terminal_output: { terminal_id: 'c', data: 'Exit code 3\nhello' } } },
      { content: terminal, status: 'failed', _meta: { terminal_exit: { terminal_id: 'c', exit_code: 3 } } },
    ],
    'Exit code 3\nhello',
    3,
  ],
  [
    'codex',
    [
      { content: terminal },
      {
        status: 'failed',
        _meta: {
          terminal_output: { data: 'hello\n', terminal_id: 'c' },
          terminal_exit: { exit_code: 3, signal: null, terminal_id: 'c' },
        },
      },
    ],
    'hello\n',
    3,
  ],
  [
    'copilot',
    [
      {
        status: 'completed',
        content: text('hello\n<shellId: 0 completed with exit code 3>'),
        rawOutput: { contents: [{ type: 'shell_exit', shellId: '0', exitCode: 3 }] },
      },
    ],
    'hello\n<shellId: 0 completed with exit code 3>',
    3,
  ],
  ['qwen', [{ status: 'completed', content: text(QWEN_RESULT), rawOutput: 'hello' }], QWEN_RESULT, 3],
  [
    'kimi',
    [{ status: 'failed', content: text('hello\nCommand failed with exit code: 3.') }],
    'hello\nCommand failed with exit code: 3.',
    3,
  ],
  ['gemini', [{ status: 'completed', content: text('hello') }], 'hello', null],
  [
    'gemini',
    [{ status: 'completed', content: text('Command exited with code: 3') }],
    'Command exited with code: 3',
    3,
  ],
];

function lastCall(agent: AgentName, kind: string, updates: readonly object[]) {
  const session = new SessionUpdates('/work', combineDialects([profileNamed(agent)?.dialect ?? {}]));
  const sent = [{ sessionUpdate: 'tool_call', kind, title: 'cat' }, ...updates];
  const events = sent.flatMap((update) =>
    session.translate({ sessionUpdate: 'tool_call_update', ...update, toolCallId: 'c' }),
  );
  return events.at(-1);
}

it.each(SENT)('%s: %j', (agent, updates, output, exitCode) => {
  expect(lastCall(agent, 'execute', updates)).toMatchObject({ call: { output, exitCode } });
});

it('text of a file that looks like a result of a command has no exit code', () => {
  const [read] = [lastCall('qwen', 'read', [{ status: 'completed', content: text(QWEN_RESULT) }])];
  expect(read).toMatchObject({ call: { exitCode: null } });
});
