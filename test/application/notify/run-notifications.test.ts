// Specifies which events of a run the user is told of, and in which words.

import { describe, expect, it } from 'vitest';
import { NOTIFICATION_TYPES, type NotificationContent } from '../../../application/notify/notification.ts';
import { RunNotifications } from '../../../application/notify/run-notifications.ts';
import type { RunEvent } from '../../../application/ports/run-observer.port.ts';
import { questionId } from '../../../domain/question/question.ts';
import type { StopReason } from '../../../domain/run/stop-reason.ts';
import { sessionName } from '../../../domain/session/session-name.ts';
import { NOTHING_TO_REPORT } from '../../support/nothing-to-report.ts';

const SESSION = sessionName('todo');
const STARTED: RunEvent = {
  type: 'run-started',
  ...{ session: SESSION, spec: 'specs/todo.md', model: '', mode: null, limit: 0 },
  agent: { name: 'a', version: '1', mcpHttp: true } as never,
};

function ended(reason: StopReason, message = 'why'): RunEvent {
  const tasks = { total: 2, completed: 1, open: 1 };
  const used = { usage: null, shares: [], proof: null, forecast: null, ...NOTHING_TO_REPORT };
  return { type: 'run-ended', result: { reason, message, iterations: [], tasks, durationMs: 1, ...used } };
}

function waits(until: string, cause: 'usage_window' | 'network' = 'usage_window'): RunEvent {
  return {
    type: 'recorded',
    recorded: {
      meta: { id: '1', session: SESSION, time: '2026-03-29T08:00:00.000Z', iteration: 1, actor: 'loop' },
      event: { type: 'WaitStarted', data: { cause, reason: 'used up', until, agent: 'claude' } },
    },
  };
}

function told(events: readonly RunEvent[], types: readonly string[] = NOTIFICATION_TYPES) {
  const sent: NotificationContent[] = [];
  const send = (content: NotificationContent): void => void sent.push(content);
  const observer = new RunNotifications({ types, send, exitCode: (reason) => (reason === 'failed' ? 1 : 0) });
  for (const event of events) observer.notify(event);
  return sent;
}

describe('the end of a run', () => {
  it.each([
    ['complete', 'complete', 'why'],
    ['iteration_limit', 'limit', 'why'],
    ['no_progress', 'stuck', 'why'],
    ['failed', 'failed', 'the run failed: why'],
    ['store_lost', 'failed', 'the run failed: why'],
    ['claim_lost', 'failed', 'the run failed: why'],
  ] as const)('%s is told as %s', (reason, type, message) => {
    const end = { reason, exit: reason === 'failed' ? 1 : 0 };
    expect(told([STARTED, ended(reason)])).toEqual([{ type, message, end }]);
  });

  it('is not told if the user interrupted it', () => {
    expect(told([STARTED, ended('interrupted')])).toEqual([]);
  });

  it('is told if it could not start, but not if nothing was left to do', () => {
    expect(told([ended('failed')])).toHaveLength(1);
    expect(told([ended('complete')])).toEqual([]);
    expect(told([STARTED, ended('complete'), ended('complete')])).toHaveLength(1);
  });
});

describe('a wait', () => {
  it('is told with its cause, its end and the agent', () => {
    const until = '2026-03-29T09:00:00.000Z';
    expect(told([STARTED, waits(until)])).toEqual([
      {
        type: 'wait',
        message: expect.stringMatching(
          /^claude waits until \d\d:00:00: the usage limit of the account is reached$/,
        ),
        wait: { cause: 'usage_window', until, agent: 'claude' },
      },
    ]);
  });

  it('is not told if it is shorter than a minute', () => {
    expect(told([STARTED, waits('2026-03-29T08:00:59.000Z')])).toEqual([]);
    expect(told([STARTED, waits('2026-03-29T08:01:00.000Z')])).toHaveLength(1);
  });
});

it('tells a question with the command that answers it', () => {
  const data = { id: questionId(1), question: 'Which port?', choices: [], assumption: null, task: null };
  const meta = {
    id: '1',
    session: SESSION,
    time: '2026-03-29T08:00:00.000Z',
    iteration: 1,
    actor: 'agent',
  } as const;
  const event = { type: 'QuestionAsked', data: { ...data, iteration: 1 } } as const;
  expect(told([STARTED, { type: 'recorded', recorded: { meta, event } }], ['question'])).toEqual([
    {
      type: 'question',
      message: `QUE-1: Which port?; \`iteratr answer QUE-1 "…" --name ${SESSION}\` answers it`,
    },
  ]);
});

it('tells only what the user wants', () => {
  const all = [STARTED, waits('2026-03-29T09:00:00.000Z'), ended('failed')];
  expect(told(all, ['wait']).map(({ type }) => type)).toEqual(['wait']);
  expect(told(all, ['failed', 'complete']).map(({ type }) => type)).toEqual(['failed']);
  expect(told(all, ['question'])).toEqual([]);
});
