// Specifies what people read about sessions: the list, the page, the log, the report.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionPage } from '../../../adapters/cli/commands/sessions/session-page.ts';
import { sessionTable } from '../../../adapters/cli/commands/sessions/session-table.ts';
import { sessionHtml } from '../../../adapters/cli/export/html/session-html.ts';
import { sessionMarkdown } from '../../../adapters/cli/export/session-markdown.ts';
import { eventLine } from '../../../adapters/cli/report/event-line.ts';
import { formatTime } from '../../../adapters/cli/report/format-time.ts';
import { snapshotOf, stateFromSnapshot } from '../../../application/codec/session-snapshot.ts';
import { ReportBuilder } from '../../../application/session/session-report.ts';
import { type SessionSummary, summarizeSession } from '../../../application/session/session-summary.ts';
import { messageId } from '../../../domain/message/message.ts';
import { noteId } from '../../../domain/note/note.ts';
import { type Limits, NO_LIMITS } from '../../../domain/run/limits.ts';
import type { RecordedEvent, SessionEvent, UnknownEvent } from '../../../domain/session/session.events.ts';
import { evolve, INITIAL_STATE } from '../../../domain/session/session.state.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { type WorkerName, workerName } from '../../../domain/worker/worker.ts';
import { ids, recorded, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const NAME = sessionName('feature');
const NOW = new Date('2026-01-01T03:00:00Z');
const { TZ } = process.env;

beforeAll(() => {
  process.env.TZ = 'UTC';
});
afterAll(() => {
  if (TZ === undefined) delete process.env.TZ;
  else process.env.TZ = TZ;
});

const EVENTS: readonly (SessionEvent | UnknownEvent)[] = [
  { type: 'RunStarted', data: { spec: 'specs/a|b `c`.md', model: 'fake/m' } },
  {
    type: 'HookRan',
    data: { point: 'session_start', command: 'git pull', exitCode: 1, durationMs: 40, error: 'exit code 1' },
  },
  { type: 'IterationStarted', data: { number: 1, model: 'fake/m' } },
  taskAdded(1, 'Write the parser\nwith its tests', { priority: 3 }),
  taskAdded(2, 'Write # the docs', { dependsOn: ids(1), files: ['docs/`a`.md', 'docs/**'] }),
  taskAdded(3, 'Old idea', { status: 'cancelled' }),
  statusChanged(1, 'remaining', 'completed'),
  {
    type: 'NoteAdded',
    data: { id: noteId(1), type: 'decision', content: 'No library\n# for this', iteration: 1 },
  },
  { type: 'IterationSummaryRecorded', data: { number: 1, summary: '# Parser\n\u001b[31mdone\u001b[0m' } },
  {
    type: 'IterationEnded',
    data: {
      number: 1,
      outcome: 'finished',
      reason: 'end_turn',
      filesChanged: ['parser.ts', 'a `b`.ts'],
      usage: {
        inputTokens: 900,
        outputTokens: 340,
        totalTokens: 1240,
        cost: { amount: 0.421, currency: 'USD' },
      },
    },
  },
  { type: 'IterationCommitted', data: { number: 1, commit: '0123456789abcdef', files: ['parser.ts'] } },
  { type: 'UserMessageSent', data: { id: messageId(1), text: 'keep it small', now: false } },
  { type: 'IterationStarted', data: { number: 2, model: 'fake/m' } },
  {
    type: 'IterationEnded',
    data: { number: 2, outcome: 'failed', reason: 'the agent ended', filesChanged: [], usage: null },
  },
  { type: 'RunEnded', data: { reason: 'failed' } },
  { type: 'Unknown', data: { type: 'FromTheFuture', version: 7, data: { x: 1 } } },
];

const RECORDED: readonly RecordedEvent[] = EVENTS.map((event, index) => {
  const { meta } = recorded(event, index);
  const iteration = index > 2 && index < 10 ? 1 : null;
  return { event, meta: { ...meta, session: NAME, iteration, actor: index % 2 === 0 ? 'loop' : 'agent' } };
});
const STATE = RECORDED.reduce(evolve, INITIAL_STATE);

it('the list has a line for each session', async () => {
  const summary = summarizeSession(NAME, { ...STATE, runOpen: true }, true);
  const fresh: SessionSummary = {
    ...summarizeSession(sessionName('a-longer-name'), INITIAL_STATE, false),
    lastActivity: '2026-01-01T02:59:59.000Z',
  };
  expect(sessionTable([summary, fresh], NOW)).toEqual([
    'session        state    tasks              iterations  cost   last activity  spec',
    'feature        running  1/3 (1 cancelled)  2           $0.42  2 h ago        specs/a|b `c`.md',
    'a-longer-name  new      0/0                0           -      just now       -',
  ]);
});

it('the page shows a wait with its end, and the agents that are absent', () => {
  const until = '2026-01-01T04:30:00.000Z';
  const wait = { cause: 'rate_limited', reason: 'slow down', until, agent: 'claude' } as const;
  const absentAgents = [
    { agent: 'codex', model: '', cause: 'login', until },
    { agent: 'gemini', model: '', cause: 'login', until: '2026-01-01T02:00:00.000Z' },
  ] as const;
  const page = sessionPage(summarizeSession(NAME, STATE, true), { ...STATE, wait, absentAgents }, NOW);
  expect(page).toMatch(
    /^waits +1 h 30 min until 04:30:00, claude: the provider limits the rate of requests$/m,
  );
  expect(page).toMatch(/^absent agents +codex until 04:30:00 \(login\)$/m);
  expect(page).not.toContain('gemini');
});

it('the columns of the list are straight in every script', () => {
  const names = ['認証', 'กั้น', 'mon-résumé'].map((name) =>
    summarizeSession(sessionName(name), INITIAL_STATE, false),
  );
  expect(sessionTable(names, NOW).map((line) => line.replace(/(new|state) .*/, '$1'))).toEqual([
    'session     state',
    '認証        new',
    'กั้น          new',
    'mon-résumé  new',
  ]);
});

it('the page, the log and the report are these texts', async () => {
  const builder = new ReportBuilder();
  for (const event of RECORDED) builder.add(event);
  const texts = {
    'sessions-show.txt': sessionPage(summarizeSession(NAME, STATE, false), STATE, NOW),
    'sessions-log.txt': `${RECORDED.map(eventLine).join('\n')}\n`,
    'sessions-export.md': sessionMarkdown(builder.report(NAME, false)),
  };
  for (const [name, text] of Object.entries(texts)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing of an agent's reaches the terminal
    expect(text).not.toMatch(/\u001b/);
    await expect(text).toMatchFileSnapshot(`../../golden/${name}`);
  }
});

describe('a session with limits', () => {
  const limits: Limits = { ...NO_LIMITS, cost: 5, session: { ...NO_LIMITS.session, cost: 20, minutes: 60 } };
  const usage = {
    ...{ inputTokens: 900, outputTokens: 100, totalTokens: 1_000 },
    cost: { amount: 1.5, currency: 'USD' },
    otherCosts: [{ amount: 0.25, currency: 'EUR', estimated: true }],
  } as const;
  const shares = [
    { role: 'work', agent: 'claude', model: 'opus', usage },
    { role: 'review', agent: 'codex', model: '', usage },
  ] as const;
  const iteration = (number: number): SessionEvent[] => [
    { type: 'IterationStarted', data: { number, model: 'opus', agent: 'claude' } },
    taskAdded(number, `task ${number}`),
    taskAdded(number + 10, `task ${number + 10}`),
    statusChanged(number, 'remaining', 'completed'),
    {
      type: 'IterationEnded',
      data: { number, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage, shares },
    },
  ];
  const events: SessionEvent[] = [
    { type: 'RunStarted', data: { spec: 's.md', model: 'opus', limits } },
    ...[1, 2, 3].flatMap(iteration),
  ];
  const all = events.map(recorded);
  const state = all.reduce(evolve, INITIAL_STATE);

  it('has what is used of each, a forecast, and the usage by role, agent and model on its page', () => {
    const page = sessionPage(summarizeSession(NAME, state, false), state, NOW);
    expect(page).toMatch(/^time +12 s of work$/m);
    expect(page).toMatch(/^cost +\$9\.00 \+ ~1\.50 EUR$/m);
    expect(page).toMatch(
      /^limits +\$9\.00 of \$5\.00 \(run\), 12 s of 1 h 0 min \(session\), \$9\.00 of \$20\.00 \(session\)$/m,
    );
    expect(page).toMatch(/^forecast +12 s, \$4\.50, ~0\.75 EUR for the open tasks$/m);
    expect(page).toContain(
      [
        'usage',
        'role    agent   model  tokens  cost',
        'work    claude  opus   3.0k    $4.50 + ~0.75 EUR',
        'review  codex   -      3.0k    $4.50 + ~0.75 EUR',
      ].join('\n'),
    );
    expect(page).toContain('- #3 finished · 4.0 s · TAS-3 · 1.0k tokens · $1.50 + ~0.25 EUR');
  });

  it('does not grow after its build was killed', () => {
    const killed = [...all, recorded({ type: 'IterationStarted', data: { number: 4, model: 'm' } }, 16)];
    const left = killed.reduce(evolve, INITIAL_STATE);
    expect(sessionPage(summarizeSession(NAME, left, false), left, NOW)).toMatch(/^time +12 s of work$/m);
    expect(sessionPage(summarizeSession(NAME, left, true), left, NOW)).toMatch(/^time +2 h 59 min of work$/m);
  });

  it('has the usage by role, agent and model in its report', () => {
    const builder = new ReportBuilder();
    for (const event of all) builder.add(event);
    const report = builder.report(NAME, false);
    expect(sessionMarkdown(report)).toContain(
      [
        '## Usage\n',
        '| role | agent | model | tokens | cost |',
        '| --- | --- | --- | --- | --- |',
        '| work | claude | opus | 3.0k | $4.50 + ~0.75 EUR |',
        '| review | codex | - | 3.0k | $4.50 + ~0.75 EUR |',
      ].join('\n'),
    );
    expect(report.iterations[0]?.shares).toEqual(shares);
  });
});

describe('a session with workers on two machines', () => {
  const [one, two] = [workerName(1), workerName(2)];
  const ended = (number: number): SessionEvent => ({
    type: 'IterationEnded',
    data: { number, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: null },
  });
  const events: readonly [SessionEvent, WorkerName?][] = [
    [{ type: 'IterationStarted', data: { number: 1, model: 'm' } }],
    [ended(1)],
    [{ type: 'WorkerJoined', data: { worker: one, host: 'build-1' } }],
    [{ type: 'WorkerJoined', data: { worker: two, host: 'build-2\u001b[31m' } }],
    [{ type: 'IterationStarted', data: { number: 2, model: 'm', worker: one } }, one],
    [{ type: 'IterationStarted', data: { number: 3, model: 'm', worker: two } }, two],
    [ended(3), two],
    [ended(2), one],
    [{ type: 'WorkerLeft', data: { worker: two, reason: 'complete' } }, two],
    // Its name is free, and another machine has got it.
    [{ type: 'WorkerJoined', data: { worker: two, host: 'build-3' } }],
    [{ type: 'IterationStarted', data: { number: 4, model: 'm', worker: two } }, two],
  ];
  const all = events.map(([event, worker], index): RecordedEvent => {
    const { meta, ...rest } = recorded(event, index);
    return { ...rest, meta: { ...meta, ...(worker && { worker }) } };
  });
  const state = all.reduce(evolve, INITIAL_STATE);
  const builder = new ReportBuilder();
  for (const event of all) builder.add(event);
  const report = builder.report(NAME, false);

  it('says on its page and in its reports which machine has the transcript of an iteration', () => {
    const page = sessionPage(summarizeSession(NAME, state, false), state, NOW);
    const places = ['w1 (transcript on build-1)', 'w2 (transcript on build-2)', 'w2 (transcript on build-3)'];
    const found = (text: string) =>
      [...text.matchAll(/w\d \(transcript on [^)]*\)/g)].map(([place]) => place);
    expect(found(page)).toEqual(places);
    expect(page).toMatch(/^- #1 finished · 1.0 s$/m);
    expect(found(sessionMarkdown(report))).toEqual(places);
    expect(found(sessionHtml(report))).toEqual(places);
    expect(report.iterations.map(({ worker, host }) => [worker, host])).toEqual([
      [undefined, undefined],
      ['w1', 'build-1'],
      ['w2', 'build-2\u001b[31m'],
      ['w2', 'build-3'],
    ]);
  });

  it('knows the machines after a snapshot', () => {
    const restored = stateFromSnapshot(JSON.parse(JSON.stringify(snapshotOf(state))));
    expect(restored.iterations).toEqual(state.iterations);
  });
});

it('a session without anything has a page and a report as well', () => {
  const report = new ReportBuilder().report(NAME, false);
  expect(sessionPage(report.summary, INITIAL_STATE, NOW)).toMatch(/^feature: new\n/);
  expect(sessionMarkdown(report)).toMatch(/^# feature\n/);
  expect(sessionMarkdown(report)).not.toMatch(/## /);
});

describe('every event has one line', () => {
  it.each(RECORDED.map((event) => [event.event.type, event] as const))('%s', (_, event) => {
    expect(eventLine(event)).toMatch(/^2026-01-01 00:00:\d\d {2,}(-|#1) {2}\w+ {2,}\S.*$/);
    expect(eventLine(event)).not.toContain('\n');
  });
});

it('a time that is none is shown as it is', () => {
  expect(formatTime('yesterday')).toBe('yesterday');
});
