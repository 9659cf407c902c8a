// A run that has every kind of event once, for the tests of what shows runs.
import { AdapterError } from '../../../application/errors.ts';
import type { AgentEvent, AgentToolCall } from '../../../application/ports/agent.port.ts';
import type { HookEvent } from '../../../application/ports/hook-runner.port.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import type { IterationUsage } from '../../../domain/iteration/iteration.ts';
import type { MessageId } from '../../../domain/message/message.ts';
import type { NoteId } from '../../../domain/note/note.ts';
import { questionId } from '../../../domain/question/question.ts';
import type { RecordedEvent, SessionEvent, UnknownEvent } from '../../../domain/session/session.events.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { parseTaskId, type TaskId } from '../../../domain/task/task.ts';

const TAS_1: TaskId = parseTaskId('TAS-1');
const TAS_2: TaskId = parseTaskId('TAS-2');
const USAGE: IterationUsage = {
  inputTokens: 11_000,
  outputTokens: 1_345,
  totalTokens: 12_345,
  cost: { amount: 0.125, currency: 'USD' },
};

/** Control sequences, other control characters, overrides of the writing direction, and more than one line. */
const NASTY = '\u001b[31mred\u001b[0m\u0007\r\n\u202etxt\u202c end\u0000';

let events = 0;

function recorded(event: SessionEvent | UnknownEvent): RunEvent {
  const meta: RecordedEvent['meta'] = {
    id: `event-${++events}`,
    session: sessionName('demo'),
    time: '2026-01-01T12:00:00.000Z',
    iteration: 1,
    actor: 'agent',
  };
  return { type: 'recorded', recorded: { event, meta } };
}

function agent(event: AgentEvent): RunEvent {
  return { type: 'agent', iteration: 1, event };
}

function call(state: Partial<AgentToolCall>): RunEvent {
  return agent({
    type: 'tool-call',
    call: {
      id: 'call-1',
      title: 'npm test',
      kind: 'execute',
      status: 'completed',
      input: { command: 'npm test' },
      output: 'ok',
      exitCode: 0,
      locations: [],
      diffs: [],
      subagent: null,
      ...state,
    },
  });
}

function hook(event: HookEvent): RunEvent {
  return { type: 'hook', event };
}

export const RUN: readonly RunEvent[] = [
  {
    type: 'run-started',
    session: sessionName('demo'),
    spec: 'specs/demo.md',
    model: 'provider/model',
    agent: { name: 'Agent', version: '1.2.3', mcpHttp: true },
    mode: 'code',
    limit: 1,
  },
  recorded({ type: 'SessionRestarted', data: { reason: 'there are new tasks' } }),
  recorded({ type: 'RunStarted', data: { spec: 'specs/demo.md', model: 'provider/model' } }),
  hook({ type: 'hook-started', point: 'session_start', command: 'make services' }),
  hook({ type: 'hook-output', point: 'session_start', text: `starting\n${NASTY}` }),
  hook({
    type: 'hook-ended',
    point: 'session_start',
    command: 'make services',
    exitCode: 0,
    durationMs: 1_234,
    error: '',
  }),
  recorded({ type: 'IterationStarted', data: { number: 1, model: 'provider/model' } }),
  recorded({ type: 'TaskReleased', data: { id: TAS_1, reason: 'iteration 0 ended without it' } }),
  agent({ type: 'thought', messageId: null, text: 'thinking' }),
  agent({ type: 'text', messageId: 'm1', text: 'I begin' }),
  agent({ type: 'text', messageId: 'm1', text: ' with the tests.' }),
  recorded({
    type: 'TaskAdded',
    data: { id: TAS_1, content: `Write\nit ${NASTY}`, status: 'remaining', priority: 3, dependsOn: [] },
  }),
  recorded({
    type: 'TaskAdded',
    data: { id: TAS_2, content: 'x'.repeat(200), status: 'blocked', priority: 0, dependsOn: [TAS_1] },
  }),
  recorded({ type: 'TaskStatusChanged', data: { id: TAS_1, from: 'remaining', to: 'in_progress' } }),
  recorded({ type: 'TaskPriorityChanged', data: { id: TAS_1, from: 3, to: 4 } }),
  recorded({ type: 'TaskDependencyAdded', data: { id: TAS_2, dependsOn: TAS_1 } }),
  agent({ type: 'plan', entries: [{ content: 'one', status: 'pending', priority: 'high' }] }),
  agent({ type: 'context-usage', used: 100, size: 1_000, cost: { amount: 0.125, currency: 'USD' } }),
  agent({ type: 'permission', title: 'read a file', allowed: true }),
  agent({ type: 'permission', title: `rm -rf ${NASTY}`, allowed: false }),
  call({ status: 'pending', output: '', exitCode: null }),
  call({}),
  call({ exitCode: 2, output: 'failing' }),
  call({
    kind: 'edit',
    title: 'src/a.ts',
    status: 'failed',
    output: `no such file ${NASTY}`,
    exitCode: null,
    locations: ['/work/src/a.ts'],
    diffs: [{ path: '/work/src/a.ts', oldText: null, newText: 'a' }],
  }),
  agent({ type: 'text', messageId: null, text: `Done.${NASTY}\n` }),
  recorded({
    type: 'NoteAdded',
    data: { id: 'NOT-1' as NoteId, type: 'tip', content: 'Look', iteration: 1 },
  }),
  recorded({ type: 'UserMessageSent', data: { id: 'MSG-1' as MessageId, text: 'Stop here', now: false } }),
  recorded({ type: 'UserMessagesDelivered', data: { ids: ['MSG-1' as MessageId] } }),
  recorded({ type: 'TaskStatusChanged', data: { id: TAS_1, from: 'in_progress', to: 'completed' } }),
  recorded({ type: 'IterationSummaryRecorded', data: { number: 1, summary: 'All\nis well' } }),
  agent({
    type: 'turn-ended',
    stopReason: 'end_turn',
    usage: { inputTokens: 11_000, outputTokens: 1_345, totalTokens: 12_345 },
  }),
  recorded({
    type: 'IterationEnded',
    data: { number: 1, outcome: 'finished', reason: 'end_turn', filesChanged: ['a', 'b'], usage: USAGE },
  }),
  recorded({
    type: 'IterationEnded',
    data: { number: 2, outcome: 'failed', reason: 'no more credit', filesChanged: [], usage: null },
  }),
  hook({
    type: 'hook-ended',
    point: 'post_iteration',
    command: 'lint',
    exitCode: 1,
    durationMs: 65_000,
    error: 'exit code 1',
  }),
  recorded({
    type: 'IterationCommitted',
    data: { number: 1, commit: 'abcdef0123456789', files: ['a', 'b'] },
  }),
  recorded({ type: 'PauseRequested', data: {} }),
  recorded({ type: 'RunPaused', data: {} }),
  recorded({ type: 'ResumeRequested', data: {} }),
  recorded({ type: 'Unknown', data: { type: 'FromTheFuture', version: 3, data: { a: 1 } } }),
  { type: 'notice', level: 'info', message: 'trying again in 1 s' },
  { type: 'notice', level: 'warning', message: 'iteration 1 was not committed: the index is locked' },
  recorded({ type: 'SessionCompleted', data: {} }),
  recorded({ type: 'RunEnded', data: { reason: 'failed' } }),
  {
    type: 'run-ended',
    result: {
      reason: 'failed',
      message: 'no more credit (3 iterations in a row)\nIt last wrote: nothing',
      error: new AdapterError('AGENT.REFUSED', 'no more credit'),
      iterations: [
        {
          number: 1,
          outcome: 'finished',
          reason: 'end_turn',
          durationMs: 61_000,
          tasks: [TAS_1, TAS_2],
          filesChanged: ['a', 'b'],
          filesLeftOut: 0,
          usage: USAGE,
          commit: 'abcdef0123456789',
          summary: 'All is well',
        },
        {
          number: 2,
          outcome: 'failed',
          reason: 'no more credit',
          durationMs: 400,
          tasks: [],
          filesChanged: [],
          filesLeftOut: 0,
          usage: null,
          commit: null,
          summary: null,
        },
      ],
      tasks: { total: 2, completed: 1, open: 1 },
      durationMs: 7_620_000,
      usage: USAGE,
      shares: [{ role: 'work', agent: 'opencode', model: 'test/model', usage: USAGE }],
      proof: {
        tasks: { accepted: [], doubtful: [TAS_2], verified: [TAS_1], unverified: [] },
        returned: [],
        reviewed: [],
        checks: [
          { command: 'npm test', outcome: 'green', tests: { passed: 12, failed: 0, skipped: 1 } },
          { command: 'make \u001b[31mlint', outcome: 'red', tests: null },
        ],
      },
      taskReports: [
        {
          id: TAS_2,
          content: 'Write the docs\u001b[2J',
          standing: 'doubtful',
          why: 'nothing was changed for it',
          evidence: null,
        },
        {
          id: TAS_1,
          content: 'Write the parser\nand its tests',
          standing: 'verified',
          why: '',
          evidence: {
            id: TAS_1,
            iterations: [1],
            commits: ['abcdef0123456789'],
            files: ['a', 'b\u001b[1m'],
            filesLeftOut: 3,
            commands: [
              { command: 'npm ci', exitCode: 0 },
              { command: 'npm test\n-- --all', exitCode: 1 },
            ],
            commandsLeftOut: 0,
            edits: 2,
            checks: [{ command: 'npm test', outcome: 'green', tests: { passed: 12, failed: 0, skipped: 1 } }],
          },
        },
      ],
      coverage: null,
      tasksLeftOut: 4,
      openQuestions: [
        {
          id: questionId(1),
          task: TAS_2,
          question: 'Which database?\u001b[0m',
        },
      ],
      uncommitted: { files: ['notes.txt', 'x\u001b[2Jy'], leftOut: 1 },
      forecast: null,
    },
  },
];
