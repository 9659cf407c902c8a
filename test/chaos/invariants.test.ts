// Specifies that the checker of the chaos runs notices each thing it is there to notice.
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../application/codec/event-codec.ts';
import { acknowledgedBy } from './acknowledged.ts';
import { type Evidence, violationIn } from './invariants.ts';
import { unmergedIn, unverifiedIn } from './worker-invariants.ts';

let count = 0;
function event(type: string, data: Record<string, unknown>, id = `event-${++count}`): StoredEvent {
  const time = '2026-01-01T00:00:00.000Z';
  return { id, session: 'SPEC', type, version: 1, time, iteration: null, actor: 'loop', data };
}

const started = (number: number) => event('IterationStarted', { number, model: 'm' });
const ended = (number: number) => event('IterationEnded', { number, outcome: 'finished' });
const added = (id: string, content: string) => event('TaskAdded', { id, content, status: 'remaining' });
const changed = (id: string, to: string) => event('TaskStatusChanged', { id, from: 'remaining', to });
const released = (id: string, reason: string) => event('TaskReleased', { id, reason });
const sent = (id: string, text: string) => event('UserMessageSent', { id, text, now: false });
const delivered = (...ids: string[]) => event('UserMessagesDelivered', { ids });

const claimed = (worker: string) => event('TaskClaimed', { id: 'TAS-1', worker });
const merged = (worker: string, commit = 'abc') => event('TaskMerged', { id: 'TAS-1', worker, commit });
const lost = (worker: string) => event('WorkerLost', { worker, reason: 'killed' });
const joined = (worker: string) => event('WorkerJoined', { worker, host: 'here' });
const by = (worker: string, one: StoredEvent): StoredEvent => ({ ...one, worker });
const needing = (id: string, ...dependsOn: string[]) =>
  event('TaskAdded', { id, content: id, status: 'remaining', dependsOn });
const claimedOther = event('TaskClaimed', { id: 'TAS-2', worker: 'w1' });

const FIRST = [
  added('TAS-1', 'one'),
  event('NoteAdded', { id: 'NOT-1', content: 'a note' }),
  sent('MSG-1', 'hello'),
  sent('MSG-2', 'again'),
  started(1),
  changed('TAS-1', 'in_progress'),
  event('IterationSummaryRecorded', { number: 1, summary: 'half of it' }),
  delivered('MSG-1', 'MSG-2'),
  ended(1),
];
const HISTORY = [...FIRST, started(2), released('TAS-1', 'left'), changed('TAS-1', 'completed'), ended(2)];

function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    events: HISTORY,
    before: FIRST,
    acknowledged: [
      { kind: 'task', id: 'TAS-1', content: 'one' },
      { kind: 'note', id: 'NOT-1', content: 'a note' },
      { kind: 'message', id: 'MSG-2', content: 'again' },
      { kind: 'summary', iteration: 1, content: 'half of it' },
      { kind: 'status', id: 'TAS-1', status: 'completed' },
    ],
    prompts: ['the prompt', 'hello\nagain'],
    completionHooks: ['TAS-1'],
    ...changes,
  };
}

it('finds nothing wrong with claims that follow one another', () => {
  const events = [...HISTORY, claimed('w1'), lost('w1'), claimed('w2'), merged('w2')];
  expect(violationIn(evidence({ events, landed: ['TAS-1 abc'] }))).toBeUndefined();
});

it('finds nothing wrong with a dependency that is merged first, and a name that joins again', () => {
  const again = [lost('w1'), joined('w1'), by('w1', claimedOther)];
  const events = [...HISTORY, needing('TAS-2', 'TAS-1'), claimed('w1'), merged('w1'), ...again];
  expect(violationIn(evidence({ events }))).toBeUndefined();
});

it('finds a task that the events or the branch do not have as merged', () => {
  const events = [...HISTORY, claimed('w1'), merged('w1')];
  const tasks = ['TAS-1'];
  expect(unmergedIn({ events, landed: ['TAS-1 abc'], tasks })).toBeUndefined();
  const invariant = 'every task is merged, by the events and on the branch';
  expect(unmergedIn({ events, landed: [], tasks })).toMatchObject({ invariant });
  expect(unmergedIn({ events: HISTORY, landed: ['TAS-1 abc'], tasks })).toMatchObject({ invariant });
});

it('finds nothing wrong with a history in order', () => {
  expect(violationIn(evidence())).toBeUndefined();
  expect(violationIn(evidence({ completionHooks: [] }))).toBeUndefined();
});

it('finds a task that is merged although its last completion was not verified', () => {
  const verified = event('TaskVerified', { id: 'TAS-1', checks: ['c'] });
  expect(unverifiedIn({ events: [...HISTORY, verified, merged('w1')] })).toBeUndefined();
  const events = [...HISTORY, verified, changed('TAS-1', 'completed'), merged('w1')];
  const invariant = 'a task is merged after its checks were green';
  expect(unverifiedIn({ events })).toMatchObject({ invariant });
});

describe.each([
  { kind: 'task', id: 'TAS-1', content: 'another one' },
  { kind: 'task', id: 'TAS-2', content: 'one' },
  { kind: 'note', id: 'NOT-2', content: 'a note' },
  { kind: 'message', id: 'MSG-3', content: 'lost' },
  { kind: 'summary', iteration: 2, content: 'half of it' },
  { kind: 'status', id: 'TAS-1', status: 'blocked' },
] as const)('acknowledged and not there: $kind', (fact) => {
  it('is a violation that names it', () => {
    const violation = violationIn(evidence({ acknowledged: [fact] }));
    expect(violation).toMatchObject({ invariant: 'what was acknowledged is there', found: 'no such event' });
    expect(violation?.expected).toBe(JSON.stringify(fact));
  });
});

it.each<[string, Partial<Evidence>]>([
  ['what was recorded stays as it is', { events: HISTORY.slice(1) }],
  ['what was recorded stays as it is', { events: HISTORY.slice(0, 4) }],
  ['no id is used twice', { events: [...HISTORY, added('TAS-1', 'two')] }],
  ['no id is used twice', { events: [...HISTORY, event('RunEnded', {}, HISTORY[0]?.id)] }],
  ['iterations count up', { events: [...HISTORY, started(2)] }],
  ['iterations count up', { events: [...HISTORY, started(4)] }],
  ['an iteration ends before the next', { events: [...HISTORY, started(3), started(4)] }],
  ['an iteration ends once', { events: [...HISTORY, ended(2)] }],
  ['what was in progress is released', { events: [...FIRST, started(2), ended(2)], acknowledged: [] }],
  ['a task is released with a reason', { events: [...FIRST, started(2), released('TAS-1', '')] }],
  ['messages are delivered once, in order', { events: [...HISTORY, delivered('MSG-2')] }],
  ['messages are delivered once, in order', { events: [...HISTORY, sent('MSG-4', ''), delivered('MSG-4')] }],
  ['a delivered message has reached the agent', { prompts: ['the prompt', 'hello'] }],
  ['a completion has its hook once', { completionHooks: ['TAS-1', 'TAS-1'] }],
  ['a completion has its hook once', { completionHooks: ['TAS-7'] }],
  ['a task has one worker', { events: [...HISTORY, claimed('w1'), claimed('w2')] }],
  ['only the worker of a task merges it', { events: [...HISTORY, claimed('w1'), merged('w2')] }],
  ['only the worker of a task merges it', { events: [...HISTORY, claimed('w1'), lost('w1'), merged('w1')] }],
  [
    'a merge is recorded once',
    { events: [...HISTORY, claimed('w1'), merged('w1'), claimed('w2'), merged('w2')] },
  ],
  [
    'a merge is recorded once',
    { events: [...HISTORY, claimed('w1'), merged('w1'), claimed('w2'), merged('w2', 'def')] },
  ],
  ['what the branch has is recorded', { landed: ['TAS-1 abc'] }],
  [
    'a task is merged once on the branch',
    { events: [...HISTORY, claimed('w1'), merged('w1')], landed: ['TAS-1 abc', 'TAS-1 abc'] },
  ],
  [
    'a task is claimed after what it depends on is merged',
    { events: [...HISTORY, needing('TAS-2', 'TAS-1'), claimed('w2'), claimedOther] },
  ],
  ['a lost worker records nothing', { events: [...HISTORY, lost('w1'), by('w1', sent('MSG-9', 'late'))] }],
])('%s, or it is a violation', (invariant, changes) => {
  const wrong = evidence({ acknowledged: [], ...changes });
  expect(violationIn(wrong)).toMatchObject({ invariant });
});

describe('an answer of a tool', () => {
  it('acknowledges what it names', () => {
    const args = { content: 'x' };
    const text = 'TAS-12 [P2] remaining: x';
    expect(acknowledgedBy({ tool: 'task-add', args, text, failed: false })).toEqual([
      { kind: 'task', id: 'TAS-12', content: 'x' },
    ]);
  });

  it('acknowledges nothing when it is a refusal', () => {
    const args = { content: 'x' };
    const text = 'there is a task with this content: TAS-12';
    expect(acknowledgedBy({ tool: 'task-add', args, text, failed: true })).toEqual([]);
  });

  it('without an id is no answer', () => {
    const answer = { tool: 'task-add', args: { content: 'x' }, text: 'done', failed: false };
    expect(() => acknowledgedBy(answer)).toThrow('names no TAS id');
  });
});
