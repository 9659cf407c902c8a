// Questions in the loop: the run waits only when nothing else can be done, and continues with the answer or the assumption.
import { describe, expect, it } from 'vitest';
import type { ToolInput } from '../../../application/tools/tool.ts';
import { questionId } from '../../../domain/question/question.ts';
import { Harness, SESSION } from '../../support/harness.ts';
import type { Turn } from '../../support/scripted-turns.ts';

const answers: string[] = [];

function asks(more: ToolInput = {}): Turn {
  return async ({ tool }) => {
    await tool('task-add', { content: 'The server' });
    await tool('task-status', { id: 'TAS-1', status: 'in_progress' });
    answers.push((await tool('ask-user', { question: 'Which port?', ...more })).text);
  };
}

const finishes: Turn = async ({ tool }) => {
  await tool('task-status', { id: 'TAS-1', status: 'completed' });
  await tool('session-complete');
};

/** Calls `action` when the loop sleeps for the nth time. */
function whenSleeping(harness: Harness, nth: number, action: () => Promise<unknown>): void {
  const sleep = harness.clock.sleep.bind(harness.clock);
  harness.clock.sleep = async (ms) => {
    await sleep(ms);
    if (harness.clock.sleeps.length === nth) await action();
  };
}

function answer(harness: Harness, text: string): Promise<unknown> {
  const command = { type: 'AnswerQuestion', id: questionId(1), answer: text } as const;
  return harness.sessions.get(SESSION).execute(command, 'user');
}

it('the agent continues at once, and the answer is in the next prompt', async () => {
  const harness = new Harness({ turns: [asks({ choices: ['80', '90'] }), finishes] });
  whenSleeping(harness, 3, () => answer(harness, '2'));
  expect(await harness.run({ answerTimeoutMs: 3_600_000 })).toMatchObject({ reason: 'complete' });
  expect(answers.pop()).toBe(
    'recorded as QUE-1; TAS-1 is blocked until the answer, take another task or stop',
  );
  expect(harness.clock.sleeps).toEqual([30_000, 30_000, 30_000]);
  expect(harness.agent.prompts[1]?.join('\n')).toContain(
    'TAS-1 [P2] The server\n  QUE-1 (TAS-1) Which port? (1) 80 (2) 90 → answer of the user: 90',
  );
  const types = await harness.types();
  expect(types.filter((type) => /Question|Answer/.test(type))).toEqual([
    'QuestionAsked',
    'AnswerAwaited',
    'QuestionAnswered',
    'AnswerWaitEnded',
  ]);
});

it('the assumption is used when the time is over, and is marked', async () => {
  const harness = new Harness({ turns: [asks({ assumption: '80' }), finishes] });
  expect(await harness.run({ answerTimeoutMs: 60_000 })).toMatchObject({ reason: 'complete' });
  expect(harness.clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(59_900);
  expect(harness.agent.prompts[1]?.join('\n')).toContain(
    'answer by your own assumption, because nobody answered: 80',
  );
});

it('without an assumption the run stops, and a later one stops before its first iteration until there is an answer', async () => {
  const first = new Harness({ turns: [asks()] });
  const result = await first.run();
  expect(result).toMatchObject({
    reason: 'waiting_for_answer',
    message:
      'waiting for the answer to QUE-1: Which port?; answer with `iteratr answer`, then run again to continue',
  });
  expect(first.clock.sleeps).toEqual([]);
  const second = new Harness({ turns: [finishes], store: first.store });
  expect(await second.run({ answerTimeoutMs: 60_000 })).toMatchObject({
    reason: 'waiting_for_answer',
    iterations: [],
  });
  expect(second.clock.sleeps.length).toBeGreaterThan(1);
  await answer(second, '80');
  expect(await second.run()).toMatchObject({ reason: 'complete' });
});

it('the run does not wait while another task is ready, and a message, `resume` or the time limit ends the wait', async () => {
  const other: Turn = async ({ tool }) => {
    await tool('task-add', { content: 'Another' });
    await tool('task-status', { id: 'TAS-2', status: 'completed' });
  };
  const both: Turn = async (turn) => {
    await asks()(turn);
    await turn.tool('task-add', { content: 'Ready' });
  };
  const busy = new Harness({ turns: [both, other] });
  expect(await busy.run({ iterations: 2, answerTimeoutMs: 0 })).toMatchObject({ reason: 'iteration_limit' });
  expect(busy.clock.sleeps).toEqual([]);

  const told = new Harness({ turns: [asks(), other, ({ say }) => say('read') as undefined] });
  whenSleeping(told, 2, () =>
    told.sessions.get(SESSION).execute({ type: 'SendMessage', text: 'do another', now: false }, 'user'),
  );
  expect(await told.run({ iterations: 2, answerTimeoutMs: 0 })).toMatchObject({ reason: 'iteration_limit' });

  const resumed = new Harness({ turns: [asks()] });
  whenSleeping(resumed, 2, () => resumed.sessions.get(SESSION).execute({ type: 'RequestResume' }, 'user'));
  expect(await resumed.run({ answerTimeoutMs: 0 })).toMatchObject({ reason: 'waiting_for_answer' });

  const limits = {
    minutes: 10,
    cost: 0,
    tokens: 0,
    session: { iterations: 0, minutes: 0, cost: 0, tokens: 0 },
  };
  const limited = new Harness({ turns: [asks()] });
  expect(await limited.run({ limits, answerTimeoutMs: 0 })).toMatchObject({ reason: 'time_limit' });
});

describe('a question that the agent waits for in its turn', () => {
  const heard: (string | undefined)[] = [];
  const asksInTurn: Turn = async ({ tool, ask }) => {
    await tool('task-add', { content: 'The server' });
    await tool('task-status', { id: 'TAS-1', status: 'in_progress' });
    heard.push(await ask({ question: 'Which port?', choices: ['80', '90'] }));
  };

  async function questionTypes(harness: Harness): Promise<string[]> {
    return (await harness.types()).filter((type) => /Question|Answer/.test(type));
  }

  it('is answered there, and does not block the task', async () => {
    const harness = new Harness({ turns: [asksInTurn, finishes] });
    harness.sessions.get(SESSION).onBatch(({ events }) => {
      if (events.some(({ event }) => event.type === 'QuestionAsked')) void answer(harness, '2');
    });
    expect(await harness.run({ answerTimeoutMs: 0 })).toMatchObject({ reason: 'complete' });
    expect(heard.pop()).toBe('90');
    expect(await questionTypes(harness)).toEqual(['QuestionAsked', 'QuestionAnswered']);
    expect(await harness.types()).not.toContain('TaskBlocked');
  });

  it.each(['none', 5] as const)(
    'is closed when nobody answers within %s ms, and is no question any more',
    async (answerTimeoutMs) => {
      const harness = new Harness({ turns: [asksInTurn, finishes] });
      harness.sessions.get(SESSION).onBatch(({ events }) => {
        // The wait begins after the question is recorded.
        if (events.some(({ event }) => event.type === 'QuestionAsked'))
          setImmediate(() => harness.clock.elapse(10));
      });
      expect(await harness.run({ answerTimeoutMs })).toMatchObject({ reason: 'complete' });
      expect(heard.pop()).toBeUndefined();
      expect(await questionTypes(harness)).toEqual(['QuestionAsked', 'QuestionClosed']);
      await expect(answer(harness, '1')).rejects.toThrow(/nobody waits for the answer to QUE-1 any more/);
      expect(harness.agent.prompts[1]?.join('\n')).toContain('Which port? (1) 80 (2) 90 → not answered');
    },
  );

  it('is closed by the next run if the build was killed', async () => {
    const harness = new Harness({ turns: [finishes] });
    const session = harness.sessions.get(SESSION);
    await harness.tool('task-add', { content: 'The server' });
    const question = { question: 'Which port?', choices: [], assumption: null, inTurn: true } as const;
    await session.execute({ type: 'AskQuestion', ...question }, 'agent');
    expect(await harness.run()).toMatchObject({ reason: 'complete' });
    await expect(answer(harness, '1')).rejects.toThrow(/nobody waits/);
  });
});
