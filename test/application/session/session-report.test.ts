// Specifies what a report tells of a session: everything, also what the state no longer holds.
import { expect, it } from 'vitest';
import { ReportBuilder, type SessionReport } from '../../../application/session/session-report.ts';
import { messageId } from '../../../domain/message/message.ts';
import type { SessionEvent, UnknownEvent } from '../../../domain/session/session.events.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { recorded, statusChanged, taskAdded, timeOf } from '../../support/decider-spec.ts';

function report(
  events: readonly (readonly [event: SessionEvent | UnknownEvent, iteration?: number])[],
): SessionReport {
  const builder = new ReportBuilder();
  for (const [index, [event, iteration = null]] of events.entries()) {
    const { meta } = recorded(event, index);
    builder.add({ event, meta: { ...meta, iteration } });
  }
  return builder.report(sessionName('demo'), false);
}

const started = (number: number): SessionEvent => ({
  type: 'IterationStarted',
  data: { number, model: 'm' },
});
const ended = (number: number): SessionEvent => ({
  type: 'IterationEnded',
  data: { number, outcome: 'finished', reason: 'end_turn', filesChanged: ['a.ts'], usage: null },
});

it('tells of every iteration, however many there were', () => {
  const events = Array.from({ length: 100 }, (_, i) => [[started(i + 1)], [ended(i + 1)]] as const).flat();
  const { iterations } = report(events);
  expect(iterations.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
});

it('tells of an iteration what was recorded of it', () => {
  const { iterations, begun, lastStop } = report([
    [{ type: 'RunStarted', data: { spec: 's.md', model: 'm' } }],
    [started(1)],
    [taskAdded(1, 'one'), 1],
    [statusChanged(1, 'remaining', 'in_progress'), 1],
    [statusChanged(1, 'in_progress', 'completed'), 1],
    [{ type: 'IterationSummaryRecorded', data: { number: 1, summary: 'done' } }, 1],
    [ended(1), 1],
    [{ type: 'IterationCommitted', data: { number: 1, commit: 'abc', files: ['a.ts'] } }],
    [{ type: 'RunEnded', data: { reason: 'iteration_limit' } }],
    [started(2)],
  ]);
  expect(iterations).toEqual([
    {
      number: 1,
      model: 'm',
      startedAt: timeOf(1),
      endedAt: timeOf(6),
      outcome: 'finished',
      reason: 'end_turn',
      summary: 'done',
      commit: 'abc',
      tasks: ['TAS-1'],
      filesChanged: ['a.ts'],
      filesLeftOut: 0,
      agent: '',
      usage: null,
      shares: [],
      workedMs: 5_000,
      tasksCompleted: 1,
    },
    expect.objectContaining({ number: 2, endedAt: null, outcome: null, reason: '' }),
  ]);
  expect([begun, lastStop]).toEqual([timeOf(0), 'iteration_limit']);
});

it('tells which messages were delivered', () => {
  const sent = (number: number): SessionEvent => ({
    type: 'UserMessageSent',
    data: { id: messageId(number), text: `text ${number}`, now: false },
  });
  const { messages } = report([
    [sent(1)],
    [sent(2)],
    [{ type: 'UserMessagesDelivered', data: { ids: [messageId(1)] } }],
  ]);
  expect(messages).toEqual([
    { id: 'MSG-1', text: 'text 1', now: false, time: timeOf(0), delivered: true },
    { id: 'MSG-2', text: 'text 2', now: false, time: timeOf(1), delivered: false },
  ]);
});

it('of a run that goes on has no end of the one before', () => {
  const start: SessionEvent = { type: 'RunStarted', data: { spec: 's.md', model: 'm' } };
  const end: SessionEvent = { type: 'RunEnded', data: { reason: 'complete' } };
  expect(report([[start], [end]]).lastStop).toBe('complete');
  expect(report([[start], [end], [start]]).lastStop).toBeNull();
});

it('takes events about what is not there, and those it does not know', () => {
  const { iterations, summary } = report([
    [ended(7)],
    [{ type: 'UserMessagesDelivered', data: { ids: [messageId(3)] } }],
    [statusChanged(1, 'remaining', 'completed'), 4],
    [{ type: 'Unknown', data: { type: 'New', version: 1, data: {} } }],
  ]);
  expect(iterations).toEqual([]);
  expect(summary.lastActivity).toBe(timeOf(3));
});
