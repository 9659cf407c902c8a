// Specifies what the transcript shows of what happens in a run.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { combineDialects } from '../../../../adapters/acp/profiles/dialect.ts';
import { OPENCODE } from '../../../../adapters/acp/profiles/opencode.ts';
import { SessionUpdates, turnEnded as turnEnd } from '../../../../adapters/acp/session-updates.ts';
import {
  EMPTY_TRANSCRIPT,
  reduceAll,
  reduceTranscript,
  settleTranscript,
} from '../../../../adapters/tui/transcript/reduce.ts';
import type { Block } from '../../../../adapters/tui/transcript/transcript.ts';
import { byWorker } from '../../../../adapters/tui/transcript/worker-transcripts.ts';
import type { LiveItem } from '../../../../application/ports/live-feed.port.ts';
import type { MessageId } from '../../../../domain/message/message.ts';
import type { TaskId } from '../../../../domain/task/task.ts';
import { NOTHING_TO_REPORT } from '../../../support/nothing-to-report.ts';
import {
  type At,
  agent,
  blocksOf,
  ended,
  fact,
  recorded,
  START,
  started,
  text,
  thought,
  tool,
  toolCall,
  transcriptAfter,
  turnEnded,
  USAGE,
} from './transcript.fixture.ts';

const MSG = 'MSG-1' as MessageId;
const sent = (at: number): At =>
  recorded(at, { type: 'UserMessageSent', data: { id: MSG, text: 'stop', now: false } });
const sending = (at: number): At => ({
  at,
  event: { type: 'phase', phase: 'messages', messages: [{ id: MSG, text: 'stop' }] },
});
const delivered = recorded(9, { type: 'UserMessagesDelivered', data: { ids: [MSG] } });
const hookStarted = (at: number, command = 'make'): At => ({
  at,
  event: { type: 'hook', event: { type: 'hook-started', point: 'pre_iteration', command } },
});
const HOOK = { point: 'pre_iteration', command: 'make', exitCode: 0, durationMs: 1_200, error: '' } as const;
const hookEnded = (at: number): At => ({
  at,
  event: { type: 'hook', event: { type: 'hook-ended', ...HOOK } },
});

function assistant(markdown: string): Block {
  return { kind: 'assistant', markdown };
}

describe('text', () => {
  const cases: { name: string; given: At[]; expected: Block[] }[] = [
    {
      name: 'chunks of one message are one block',
      given: [text(0, 'a'), text(1, 'b')],
      expected: [assistant('ab')],
    },
    {
      name: 'another message is another block',
      given: [text(0, 'a'), text(1, 'b', 'm2')],
      expected: [assistant('a'), assistant('b')],
    },
    {
      name: 'chunks without an id continue what is open',
      given: [text(0, 'a', null), text(1, 'b', null)],
      expected: [assistant('ab')],
    },
    {
      name: 'a thought ends when the text begins',
      given: [thought(0, 'hm'), thought(1, 'm'), text(3, 'a')],
      expected: [{ kind: 'thinking', text: 'hmm', startedAt: START, endedAt: START + 3000 }, assistant('a')],
    },
    {
      name: 'a thought in progress has no end',
      given: [thought(0, 'hm')],
      expected: [{ kind: 'thinking', text: 'hm', startedAt: START, endedAt: null }],
    },
    { name: 'an empty chunk shows nothing', given: [text(0, '')], expected: [] },
  ];
  it.each(cases)('$name', ({ given, expected }) => {
    expect(blocksOf(transcriptAfter(...given))).toEqual(expected);
  });

  it('a message of the user does not break what the agent is saying', () => {
    const blocks = blocksOf(transcriptAfter(text(0, '```\na'), sent(1), text(2, '\nb')));
    expect(blocks).toEqual([assistant('```\na\nb')]);
  });

  it('what comes after a tool call is a new block, even of the same message', () => {
    const blocks = blocksOf(transcriptAfter(text(0, 'a'), tool(1), text(2, 'b')));
    expect(blocks.map(({ kind }) => kind)).toEqual(['assistant', 'tool', 'assistant']);
  });

  it('a very long message continues in further blocks, and none of it is lost', () => {
    const long = `x${'\u{1f600}123456'.repeat(50_000)}`;
    const blocks = blocksOf(transcriptAfter(text(0, long), text(1, 'end')));
    expect(blocks.length).toBeGreaterThan(3);
    expect(blocks.map((block) => (block.kind === 'assistant' ? block.markdown : '')).join('')).toBe(
      `${long}end`,
    );
  });
});

describe('tool calls', () => {
  it('change in place, and are running until they end', () => {
    const begun = transcriptAfter(
      tool(0),
      text(1, 'meanwhile'),
      tool(2, { status: 'in_progress', output: 'one' }),
    );
    expect(blocksOf(begun)[0]).toMatchObject({ status: 'in_progress', output: 'one' });
    expect(begun.running).toMatchObject([{ title: '$ npm test', since: START }]);
    const done = reduceTranscript(begun, tool(3, { status: 'completed', exitCode: 1 }).event, START);
    expect(blocksOf(done)[0]).toMatchObject({ status: 'completed', exitCode: 1 });
    expect(done.blocks).toHaveLength(2);
    expect(done.running).toEqual([]);
    expect(done.blocks[0]?.revision).toBeGreaterThan(begun.blocks[0]?.revision ?? Infinity);
  });

  it.each([
    ['the end of the turn', turnEnded(5)],
    ['the end of the iteration', ended(5)],
    ['the beginning of the next', started(5, 2)],
    ['the end of the run', recorded(5, { type: 'RunEnded', data: { reason: 'failed' } })],
  ])('nothing is shown as running after %s', (_, end) => {
    const transcript = transcriptAfter(
      started(0),
      tool(1),
      tool(2, { id: 'c2', status: 'in_progress' }),
      thought(3, 'hm'),
      end,
    );
    const tools = blocksOf(transcript).filter((block) => block.kind === 'tool');
    expect(tools.map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
    expect(blocksOf(transcript).find((block) => block.kind === 'thinking')).toMatchObject({
      endedAt: START + 5000,
    });
    expect(transcript.running).toEqual([]);
  });

  it('a call that ended keeps its state at the end of the iteration', () => {
    const transcript = transcriptAfter(started(0), tool(1, { status: 'failed' }), ended(2));
    expect(blocksOf(transcript)[1]).toMatchObject({ status: 'failed' });
  });

  it('the same id in another iteration is another call', () => {
    const transcript = transcriptAfter(
      started(0),
      tool(1, { status: 'completed' }),
      ended(2),
      started(3, 2),
      tool(4),
    );
    const tools = blocksOf(transcript).filter((block) => block.kind === 'tool');
    expect(tools.map(({ status }) => status)).toEqual(['completed', 'pending']);
  });

  it('an id that begins again in a fresh context is another call', () => {
    const tools = blocksOf(transcriptAfter(tool(0, { status: 'completed' }), tool(1)));
    expect(tools).toHaveLength(2);
  });

  it.each([
    ['the command, not its description', { title: 'Runs it', input: { command: 'ls -l' } }, 'ls -l'],
    ['the title of a command that is not reported', { title: 'ls' }, 'ls'],
    [
      'the file beside a bare tool name',
      { kind: 'read', title: 'read', locations: ['/w/a.txt'] },
      'read /w/a.txt',
    ],
    ['a title that names the file', { kind: 'read', title: 'w/a.txt', locations: ['/w/a.txt'] }, 'w/a.txt'],
  ])('shows %s', (_, fields, title) => {
    expect(blocksOf(transcriptAfter(tool(0, fields)))[0]).toMatchObject({ title });
  });

  it('a diff of the arguments alone is an excerpt', () => {
    const diffs = [{ path: '/w/a', oldText: 'two', newText: 'TWO' }];
    const excerpt = transcriptAfter(tool(0, { kind: 'edit', diffs, input: { oldString: 'two' } }));
    const file = transcriptAfter(tool(0, { kind: 'edit', diffs, input: {} }));
    expect(blocksOf(excerpt)[0]).toMatchObject({ excerpt: true });
    expect(blocksOf(file)[0]).toMatchObject({ excerpt: false });
  });

  it('an output beyond all measure is cut and says so', () => {
    const [block] = blocksOf(transcriptAfter(tool(0, { output: `begin${'x'.repeat(1_000_000)}end` })));
    const output = block?.kind === 'tool' ? block.output : '';
    expect(output.length).toBeLessThan(200_000);
    expect(output).toMatch(/^begin[\s\S]*characters left out[\s\S]*end$/);
  });
});

describe('hooks', () => {
  it('show their output while they run and how they ended, once', () => {
    const output: At = {
      at: 1,
      event: { type: 'hook', event: { type: 'hook-output', point: 'pre_iteration', text: 'hi\n' } },
    };
    const running = transcriptAfter(hookStarted(0), output);
    expect(blocksOf(running)).toEqual([
      { kind: 'hook', ...HOOK, output: 'hi\n', exitCode: null, durationMs: null },
    ]);
    expect(running.running).toMatchObject([{ title: 'pre_iteration hook: make' }]);
    const done = transcriptAfter(
      hookStarted(0),
      output,
      hookEnded(2),
      recorded(3, { type: 'HookRan', data: HOOK }),
    );
    expect(blocksOf(done)).toEqual([{ kind: 'hook', ...HOOK, output: 'hi\n' }]);
    expect(done.running).toEqual([]);
    expect(done.log).toHaveLength(1);
  });

  it('that ran elsewhere are shown from their record', () => {
    expect(blocksOf(transcriptAfter(recorded(0, { type: 'HookRan', data: HOOK })))).toEqual([
      { kind: 'hook', ...HOOK, output: '' },
    ]);
  });

  it('the same hook twice is shown twice', () => {
    const once = [hookStarted(0), hookEnded(1), recorded(2, { type: 'HookRan', data: HOOK })];
    expect(transcriptAfter(...once, ...once).blocks).toHaveLength(2);
  });

  it('survive the end of the iteration, since hooks run after it, but not that of the run', () => {
    const running = transcriptAfter(started(0), hookStarted(1), ended(2));
    expect(running.running).toHaveLength(1);
    const settled = settleTranscript(running, START + 5000);
    expect(settled.running).toEqual([]);
    expect(blocksOf(settled)[1]).toMatchObject({ error: 'cancelled', durationMs: 4000 });
  });
});

describe('recorded facts', () => {
  it('an iteration has a divider and a finish line, which learns of the commit', () => {
    const committed = recorded(9, {
      type: 'IterationCommitted',
      data: { number: 1, commit: 'abc123', files: ['a'] },
    });
    const transcript = transcriptAfter(started(0), ended(7), committed);
    expect(blocksOf(transcript)).toEqual([
      { kind: 'iteration', number: 1 },
      {
        kind: 'finish',
        number: 1,
        outcome: 'finished',
        reason: 'end_turn',
        model: 'fake/one',
        durationMs: 7000,
        usage: USAGE,
        commit: 'abc123',
        files: 0,
      },
    ]);
    expect(transcript.log.map(({ text }) => text)).toEqual([
      'iteration 1 started with fake/one',
      'iteration 1 finished · 12.3k tokens · $0.04',
      'commit abc123: 1 file',
    ]);
  });

  it('a message of the user stands where the agent got it, above the answer', () => {
    const user = { kind: 'user', text: 'stop', messageId: MSG };
    const asked = transcriptAfter(sent(0), text(1, 'before'), sending(2));
    expect(blocksOf(transcriptAfter(sent(0)))).toEqual([]);
    expect(blocksOf(asked).at(-1)).toEqual({ ...user, state: 'with-agent' });
    expect(asked.delivering).toEqual([MSG]);
    const answered = transcriptAfter(sent(0), text(1, 'before'), sending(2), text(3, 'yes'), delivered);
    expect(blocksOf(answered).map(({ kind }) => kind)).toEqual(['assistant', 'user', 'assistant']);
    expect(blocksOf(answered)[1]).toEqual({ ...user, state: 'answered' });
    expect(answered.delivering).toEqual([]);
  });

  it('a message that a failed turn did not answer waits again', () => {
    const failed: At = { at: 3, event: { type: 'turn-failed', iteration: 1, reason: 'gone' } };
    const again = transcriptAfter(sent(0), sending(2), failed, sending(4), delivered);
    const states = blocksOf(again).map((block) => block.kind === 'user' && block.state);
    expect(states).toEqual(['unanswered', 'answered']);
  });

  it('a message in a transcript of an older version stands where it was answered', () => {
    expect(blocksOf(transcriptAfter(sent(0), started(1, 2), delivered)).at(-1)).toEqual({
      kind: 'user',
      text: 'stop',
      messageId: MSG,
      state: 'answered',
    });
  });

  it('facts about tasks are in the log alone', () => {
    const id = 'TAS-1' as TaskId;
    const added = {
      id,
      content: 'Write\nit\u202e',
      status: 'remaining',
      priority: 2,
      dependsOn: [],
    } as const;
    const transcript = transcriptAfter(recorded(0, { type: 'TaskAdded', data: added }));
    expect(transcript.blocks).toEqual([]);
    expect(transcript.log).toEqual([{ time: START, kind: 'task', text: '+ TAS-1 [P2] Write it' }]);
  });

  it('the log keeps the last 5,000 entries', () => {
    const events = Array.from({ length: 5_200 }, (_, n) => ({
      event: { type: 'notice', level: 'info', message: `n${n}` } as const,
      time: n,
    }));
    const { log } = reduceAll(EMPTY_TRANSCRIPT, events);
    expect([log.length, log[0]?.text, log.at(-1)?.text]).toEqual([5_000, 'n200', 'n5199']);
  });
});

describe('other events', () => {
  it('notices, refused permissions, turns cut short and the result are notices', () => {
    const result = {
      reason: 'failed' as const,
      message: 'no credit',
      iterations: [],
      tasks: { total: 0, completed: 0, open: 0 },
      durationMs: 1,
      usage: null,
      shares: [],
      proof: null,
      forecast: null,
      ...NOTHING_TO_REPORT,
    };
    const transcript = transcriptAfter(
      { at: 0, event: { type: 'notice', level: 'warning', message: 'careful' } },
      agent(1, { type: 'permission', title: 'rm -rf', allowed: false }),
      agent(1, { type: 'permission', title: 'ls', allowed: true }),
      agent(2, { type: 'turn-ended', stopReason: 'max_tokens', usage: null }),
      { at: 3, event: { type: 'run-ended', result } },
    );
    expect(blocksOf(transcript)).toEqual([
      { kind: 'notice', level: 'warning', text: 'careful' },
      { kind: 'notice', level: 'warning', text: 'refused: rm -rf' },
      { kind: 'notice', level: 'warning', text: 'the turn ended early: max tokens' },
      { kind: 'notice', level: 'error', text: 'failed: no credit' },
    ]);
  });
});

describe('plans', () => {
  const plan = (...statuses: readonly string[]) =>
    statuses.map((status, n) => ({ content: `step ${n}`, status, priority: 'low' }));

  it('take the place of the one before, unless something came between them', () => {
    const transcript = transcriptAfter(
      agent(0, { type: 'plan', entries: plan('pending', 'pending') }),
      agent(1, { type: 'plan', entries: plan('in_progress', 'pending') }),
      agent(2, { type: 'text', messageId: null, text: 'first' }),
      agent(3, { type: 'plan', entries: plan('completed', 'in_progress') }),
    );
    expect(blocksOf(transcript)).toEqual([
      { kind: 'plan', entries: plan('in_progress', 'pending') },
      { kind: 'assistant', markdown: 'first' },
      { kind: 'plan', entries: plan('completed', 'in_progress') },
    ]);
  });

  it('of nothing are not shown', () => {
    expect(blocksOf(transcriptAfter(agent(0, { type: 'plan', entries: [] })))).toEqual([]);
  });
});

describe('a turn recorded from an agent', () => {
  const file = new URL('../../acp/recorded/opencode-1.18.33-turn.ndjson', import.meta.url);
  const messages = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg);
  const updates = new SessionUpdates('/workspace', combineDialects([OPENCODE.dialect]));
  const events = messages
    .filter(({ method }) => method === 'session/update')
    .flatMap(({ params }) => updates.translate(params.update));
  const turn = [...events.map((event) => agent(1, event)), agent(2, turnEnd({}))];

  it('is a thought, a text and a call for each step, and the plan', () => {
    const transcript = transcriptAfter(started(0), ...turn, ended(3));
    const kinds = blocksOf(transcript).map((block) =>
      block.kind === 'tool' ? `tool ${block.status}` : block.kind,
    );
    const step = ['thinking', 'assistant', 'tool completed'];
    // The first call writes the to-do list.
    expect(kinds.slice(0, 14)).toEqual(['iteration', ...step, 'plan', ...step, ...step, ...step]);
    expect(kinds.at(-1)).toBe('finish');
    expect(transcript.running).toEqual([]);
  });

  it('gives the same transcript in one step as event by event, and from kept items and facts', () => {
    const all = [started(0), ...turn, ended(3)];
    const single = transcriptAfter(...all);
    const batch = reduceAll(
      EMPTY_TRANSCRIPT,
      all.map(({ event, at }) => ({ event, time: START + at * 1000 })),
    );
    const items = all.flatMap(({ event, at }): LiveItem[] =>
      event.type === 'agent'
        ? [
            {
              time: new Date(START + at * 1000).toISOString(),
              iteration: event.iteration,
              event: event.event,
            },
          ]
        : [],
    );
    const facts = all.flatMap(({ event }) => (event.type === 'recorded' ? [event.recorded] : []));
    for (const other of [batch, byWorker(items, facts).home]) {
      expect(other.blocks).toEqual(single.blocks);
      expect(other.log).toEqual(single.log);
    }
  });
});

it('items and facts of the same millisecond keep their iteration', () => {
  const time = new Date(START).toISOString();
  const item = (iteration: number, chunk: string): LiveItem => ({
    time,
    iteration,
    event: { type: 'text', messageId: null, text: chunk },
  });
  const facts = [
    fact(0, { type: 'IterationStarted', data: { number: 1, model: 'm' } }),
    fact(0, {
      type: 'IterationEnded',
      data: { number: 1, outcome: 'finished', reason: 'end_turn', filesChanged: [], usage: null },
    }),
    fact(0, { type: 'IterationStarted', data: { number: 2, model: 'm' } }),
  ];
  const blocks = blocksOf(byWorker([item(1, 'a'), item(2, 'b')], facts).home);
  expect(blocks.map(({ kind }) => kind)).toEqual([
    'iteration',
    'assistant',
    'finish',
    'iteration',
    'assistant',
  ]);
});

describe('memory', () => {
  it('old blocks are folded to one line that says how much and where, and the newest stay', () => {
    const events = [1, 2, 3].flatMap((number) => [
      started(0, number),
      ...Array.from({ length: 100 }, (_, n) =>
        agent(1, { type: 'text', messageId: `${number}.${n}`, text: 'line\n'.repeat(20) }, number),
      ),
      ended(2, number),
    ]);
    const timed = events.map(({ event, at }) => ({ event, time: at }));
    const transcript = reduceAll(EMPTY_TRANSCRIPT, timed, 30_000);
    const [stub, ...rest] = transcript.blocks;
    expect(stub?.block).toMatchObject({
      kind: 'notice',
      text: expect.stringMatching(
        /^… [\d,]+ older lines are folded away: transcripts\/login\/1\.ndjson to 3\.ndjson$/,
      ),
    });
    expect(rest.length).toBeLessThan(110);
    expect(rest.at(-1)?.block.kind).toBe('finish');
    const ids = transcript.blocks.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    const again = reduceAll(transcript, timed, 30_000);
    expect(again.blocks.filter(({ block }) => block.kind === 'notice')).toHaveLength(1);
    const weight = again.blocks.reduce(
      (sum, { block }) => sum + (block.kind === 'assistant' ? block.markdown.length : 0),
      0,
    );
    expect(weight).toBeLessThan(30_000);
  });

  it('what runs is not folded away', () => {
    const running = transcriptAfter(started(0), agent(1, { type: 'tool-call', call: toolCall() }));
    const noise = Array.from({ length: 200 }, (_, n) => ({
      event: text(1, 'x'.repeat(1000), `m${n}`).event,
      time: 1,
    }));
    const transcript = reduceAll(running, noise, 20_000);
    expect(blocksOf(transcript).some((block) => block.kind === 'tool')).toBe(true);
  });
});

it('a transcript is not changed by what is made of it', () => {
  const before = transcriptAfter(started(0), text(1, 'a'), tool(2));
  const frozen = JSON.stringify([before.blocks, before.log, before.running]);
  reduceTranscript(before, tool(3, { status: 'completed' }).event, START);
  reduceTranscript(before, text(3, 'b', 'm9').event, START);
  expect(JSON.stringify([before.blocks, before.log, before.running])).toBe(frozen);
});
