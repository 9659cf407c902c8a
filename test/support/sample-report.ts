// A session with something of everything that a report shows, and with text in it that tries to break out of its place.
import { ReportBuilder, type SessionReport } from '../../application/session/session-report.ts';
import { messageId } from '../../domain/message/message.ts';
import { noteId } from '../../domain/note/note.ts';
import type { CheckRun } from '../../domain/proof/proof.ts';
import { questionId } from '../../domain/question/question.ts';
import type { SessionEvent } from '../../domain/session/session.events.ts';
import { sessionName } from '../../domain/session/session-name.ts';
import { taskId } from '../../domain/task/task.ts';
import { ids, statusChanged, taskAdded } from './decider-spec.ts';

/** Each must be shown as it is, and do nothing. */
export const HOSTILE = [
  '<script>document.title = "broken"</script>',
  '"><img src=x onerror="document.title = 1">',
  "' onmouseover='document.title = 1",
  '</style><style>body { display: none }</style>',
  '{{ name }} {% raw %}',
  ']]> &amp; &lt; <!-- \u202e',
] as const;

const START = Date.parse('2026-01-01T08:00:00Z');

const run = (command: string, outcome: CheckRun['outcome'], passed: number): SessionEvent => ({
  type: 'CheckRan',
  data: {
    ...{
      command,
      outcome,
      phase: 'task',
      exitCode: outcome === 'green' ? 0 : 1,
      durationMs: 900,
      output: '',
    },
    ...{ tests: { passed, failed: outcome === 'green' ? 0 : 2, skipped: 1 }, failing: [] },
  },
});

/** An iteration, as its events with the minutes after which each one happened. */
function iteration(number: number, tasks: readonly number[], minute: number): [number, SessionEvent][] {
  const failed = number % 5 === 4;
  const files = tasks.map((task) => `src/part-${task}.ts`);
  const usage = {
    ...{ inputTokens: 9_000, outputTokens: 1_000 * number, totalTokens: 9_000 + 1_000 * number },
    cost: { amount: 0.11 * number, currency: 'USD' },
  };
  return [
    [minute, { type: 'IterationStarted', data: { number, model: 'fake/model', agent: 'opencode' } }],
    ...tasks.map((task): [number, SessionEvent] => [
      minute + 1,
      statusChanged(task, 'remaining', 'in_progress'),
    ]),
    ...(failed
      ? []
      : tasks.map((task): [number, SessionEvent] => [
          minute + 6,
          statusChanged(task, 'in_progress', 'completed'),
        ])),
    [minute + 7, run('npm test', 'green', 40 + number)],
    [
      minute + 7,
      {
        type: 'IterationSummaryRecorded',
        data: { number, summary: `Worked on ${tasks.length} task.\n${HOSTILE[number % HOSTILE.length]}` },
      },
    ],
    [
      minute + 8,
      {
        type: 'IterationEnded',
        data: {
          ...{ number, outcome: failed ? 'failed' : 'finished', filesChanged: files, usage },
          reason: failed ? 'the provider is overloaded' : 'end_turn',
          shares: [{ role: 'work', agent: 'opencode', model: 'fake/model', usage }],
        },
      },
    ],
    ...(failed
      ? []
      : [
          [
            minute + 8,
            {
              type: 'IterationCommitted',
              data: { number, commit: `${number}`.repeat(40).slice(0, 40), files },
            },
          ] as [number, SessionEvent],
        ]),
    [
      minute + 8,
      {
        type: 'EvidenceRecorded',
        data: {
          ...{ number, tasks: ids(...tasks), files, filesLeftOut: 2, edits: 3, commandsLeftOut: 4 },
          commits: failed ? [] : [`${number}`.repeat(40).slice(0, 40)],
          commands: [
            { command: 'npm test', exitCode: 0 },
            { command: `grep '${HOSTILE[0]}' src`, exitCode: 1 },
          ],
        },
      },
    ],
  ];
}

function story(): [number, SessionEvent][] {
  const added = Array.from({ length: 14 }, (_, index): [number, SessionEvent] => {
    const number = index + 1;
    const content = HOSTILE[index] ?? `Build part ${number}\nand cover it with tests`;
    const dependsOn = ids(...[number - 2, number - 5].filter((other) => other > 0 && number < 13));
    const files = index === 0 ? [HOSTILE[0] ?? '', 'src/**'] : [];
    return [1, taskAdded(number, content, { dependsOn, files, priority: index % 2 === 0 ? 2 : 4 })];
  });
  return [
    [
      0,
      { type: 'RunStarted', data: { spec: 'specs/<b>feature</b>.md', model: 'fake/model', verifies: true } },
    ],
    ...added,
    ...iteration(1, [1], 2),
    [11, { type: 'TaskVerified', data: { id: taskId(1), checks: ['npm test'] } }],
    ...iteration(2, [2], 12),
    [
      21,
      { type: 'TaskDoubted', data: { id: taskId(2), reason: `nothing was changed for it ${HOSTILE[1]}` } },
    ],
    ...iteration(3, [3], 22),
    [31, run('make lint', 'red', 3)],
    [
      31,
      {
        type: 'TaskReturned',
        data: { id: taskId(3), by: 'checks', reason: 'make lint is red (exit code 1)' },
      },
    ],
    [
      32,
      {
        type: 'WaitStarted',
        data: {
          cause: 'rate_limited',
          reason: HOSTILE[2],
          until: '2026-01-01T08:45:00.000Z',
          agent: 'opencode',
        },
      },
    ],
    [44, { type: 'WaitEnded', data: {} }],
    ...iteration(4, [4], 45),
    [
      54,
      {
        type: 'ProtectedFilesChanged',
        data: { changes: [{ path: `test/${HOSTILE[0]}`, kind: 'changed', hash: 'a1', diff: '' }] },
      },
    ],
    [54, { type: 'RunEnded', data: { reason: 'failed' } }],
    [
      900,
      { type: 'RunStarted', data: { spec: 'specs/<b>feature</b>.md', model: 'fake/model', verifies: true } },
    ],
    ...iteration(5, [5], 901),
    [
      910,
      {
        type: 'TaskLeftUnverified',
        data: { id: taskId(5), reason: 'make lint is red since before the work began' },
      },
    ],
    ...iteration(6, [6], 911),
    [920, { type: 'TaskAccepted', data: { id: taskId(6) } }],
    [
      921,
      {
        type: 'QuestionAsked',
        data: {
          ...{ id: questionId(1), question: `Which database? ${HOSTILE[0]}`, assumption: HOSTILE[3] },
          ...{ choices: ['SQLite', HOSTILE[1]], task: taskId(7), iteration: 6 },
        },
      },
    ],
    [
      921,
      { type: 'NoteAdded', data: { id: noteId(1), type: 'decision', content: HOSTILE[3], iteration: 6 } },
    ],
    [921, { type: 'UserMessageSent', data: { id: messageId(1), text: HOSTILE[4], now: false } }],
    [
      930,
      {
        type: 'RunEnded',
        data: { reason: 'iteration_limit', uncommitted: { files: ['notes.txt', HOSTILE[0]], leftOut: 3 } },
      },
    ],
  ];
}

export function sampleReport(): SessionReport {
  const name = sessionName('feature');
  const builder = new ReportBuilder();
  let iterating: number | null = null;
  for (const [index, [minute, event]] of story().entries()) {
    if (event.type === 'IterationStarted') iterating = event.data.number;
    const time = new Date(START + minute * 60_000).toISOString();
    builder.add({
      event,
      meta: { id: `${index}`, session: name, time, iteration: iterating, actor: 'agent' },
    });
    if (event.type === 'IterationEnded') iterating = null;
  }
  return builder.report(name, false);
}
