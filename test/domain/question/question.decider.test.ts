// What happens to a task while its question is open, who may answer, and what a run waits for.
import { describe, expect, it } from 'vitest';
import { awaitedQuestions } from '../../../domain/question/awaited.ts';
import { type Answerer, parseQuestionId, questionId } from '../../../domain/question/question.ts';
import { NO_PROGRESS, stopAfter } from '../../../domain/run/stop-reason.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { taskId } from '../../../domain/task/task.ts';
import { fold, given, statusChanged, taskAdded } from '../../support/decider-spec.ts';

const STARTED: SessionEvent = { type: 'IterationStarted', data: { number: 1, model: 'm' } };
const TAKEN = statusChanged(1, 'remaining', 'in_progress');
const BLOCKED = statusChanged(1, 'in_progress', 'blocked');
const RETURNED = statusChanged(1, 'blocked', 'remaining');
const ASK = { type: 'AskQuestion', question: 'Which port?', choices: [], assumption: null } as const;

function asked(number = 1, more: Partial<Extract<SessionEvent, { type: 'QuestionAsked' }>['data']> = {}) {
  const data = { id: questionId(number), question: 'Which port?', choices: [], assumption: null };
  return { type: 'QuestionAsked', data: { ...data, task: taskId(1), iteration: 1, ...more } } as const;
}

function answered(answer: string, by: Answerer = 'user', number = 1): SessionEvent {
  return { type: 'QuestionAnswered', data: { id: questionId(number), answer, by } };
}

const answer = (text: string, number = 1) =>
  ({ type: 'AnswerQuestion', id: questionId(number), answer: text }) as const;

/** A session whose only task waits for QUE-1. */
function waiting(more: Parameters<typeof asked>[1] = {}): SessionEvent[] {
  return [taskAdded(1, 'a'), STARTED, TAKEN, asked(1, more), BLOCKED];
}

describe('asking', () => {
  it('blocks the task in progress, and lets the agent take another one', () => {
    given(taskAdded(1, 'a'), STARTED, TAKEN)
      .when({ ...ASK, question: ' Which port? ', choices: ['a', ' a', ''], assumption: ' a ' }, 'agent')
      .then(asked(1, { choices: ['a'], assumption: 'a' }), BLOCKED);
    const run: SessionEvent = { type: 'RunStarted', data: { spec: 's', model: 'm', tasksPerIteration: 1 } };
    given(run, taskAdded(2, 'b'), ...waiting())
      .when({ type: 'ChangeTaskStatus', id: taskId(2), status: 'completed' }, 'agent')
      .then(statusChanged(2, 'remaining', 'completed'));
  });

  it('is possible without a task, and refused when it is empty, too large or asked already', () => {
    given()
      .when(ASK, 'agent')
      .then(asked(1, { task: null, iteration: null }));
    given()
      .when({ ...ASK, question: ' ' })
      .thenThrows('QUESTION.EMPTY', /the question is empty/);
    given()
      .when({ ...ASK, question: 'x'.repeat(17 * 1024) })
      .thenThrows('QUESTION.TOO_LARGE', /17 KB, the limit is 16 KB/);
    given()
      .when({ ...ASK, choices: Array.from({ length: 21 }, (_, index) => `${index}`) })
      .thenThrows('QUESTION.TOO_LARGE', /21 choices/);
    given(...waiting())
      .when(ASK, 'agent')
      .thenThrows('QUESTION.DUPLICATE', /^QUE-1 asks the same/);
  });
});

describe('an answer', () => {
  it('returns the task, when it was the last open question about it', () => {
    given(...waiting())
      .when(answer(' 80 '))
      .then(answered('80'), RETURNED);
    given(...waiting(), asked(2))
      .when(answer('80'))
      .then(answered('80'));
    given(...waiting(), asked(2), answered('80'))
      .when(answer('x', 2))
      .then(answered('x', 'user', 2), RETURNED);
    given(...waiting(), statusChanged(1, 'blocked', 'cancelled'))
      .when(answer('80'))
      .then(answered('80'));
  });

  it('is the first one', () => {
    given(...waiting(), answered('80'), RETURNED)
      .when(answer('90'))
      .thenThrows(
        'QUESTION.ANSWERED',
        'QUE-1 is already answered: 80; tell the agent more with `iteratr message`',
      );
    given(...waiting(), answered('80', 'assumption'), RETURNED)
      .when(answer('90'))
      .thenThrows('QUESTION.ANSWERED', /answered by the assumption of the agent: 80/);
  });

  it('is not for the agent to give, and needs a question', () => {
    given(...waiting())
      .when(answer('80'), 'agent')
      .thenThrows('QUESTION.NOT_YOURS', /only the user/);
    given(...waiting())
      .when(answer('80', 7))
      .thenThrows('QUESTION.NOT_FOUND', /QUE-7: the questions are QUE-1 to QUE-1/);
    given()
      .when(answer('80'))
      .thenThrows('QUESTION.NOT_FOUND', /nothing has been asked/);
  });

  it.each([
    ['2', 'no'],
    ['maybe', 'maybe'],
  ])('%s can be a choice or something else', (text, recorded) => {
    given(...waiting({ choices: ['yes', 'no'] }))
      .when(answer(text))
      .then(answered(recorded), RETURNED);
  });

  it('is no number that no choice has, unless the choices are numbers', () => {
    given(...waiting({ choices: ['yes', 'no'] }))
      .when(answer('3'))
      .thenThrows(
        'QUESTION.NO_CHOICE',
        'QUE-1 has no choice 3; give a number from 1 to 2, or an answer in words',
      );
    given(...waiting({ choices: ['80', '90'] }))
      .when(answer('70'))
      .then(answered('70'), RETURNED);
  });

  it('names its question as an id or a number', () => {
    expect(['QUE-3', 'que-3', ' 3 '].map(parseQuestionId)).toEqual(Array(3).fill('QUE-3'));
    expect(() => parseQuestionId('TAS-3')).toThrow(
      '"TAS-3" is not a question id; use an id such as QUE-3 or 3',
    );
  });
});

describe('a run', () => {
  const LIMITS = { iterations: 4, maxFailures: 3, stallAfter: 3 };
  const message: SessionEvent = {
    type: 'UserMessageSent',
    data: { id: 'MSG-1' as never, text: 'x', now: false },
  };

  it('waits when nothing else can be done, and is neither stuck nor at a standstill', () => {
    const progress = { ...NO_PROGRESS, iterations: 1 };
    expect(stopAfter(fold(waiting()), progress, LIMITS)).toEqual({
      reason: 'waiting_for_answer',
      cause: 'unanswered',
    });
    expect(stopAfter(fold(waiting()), { ...progress, iterations: 4 }, LIMITS)?.cause).toBe('iteration_limit');
    given(...waiting())
      .when({ type: 'BeginAnswerWait', until: null }, 'loop')
      .then({
        type: 'AnswerAwaited',
        data: { ids: [questionId(1)], until: null },
      });
  });

  it('does not wait while there is other work, a message, or after the answer', () => {
    expect(awaitedQuestions(fold(waiting()))).toHaveLength(1);
    for (const more of [taskAdded(2, 'b'), message, RETURNED, statusChanged(1, 'blocked', 'completed')]) {
      expect(awaitedQuestions(fold([...waiting(), more]))).toEqual([]);
      given(...waiting(), more)
        .when({ type: 'BeginAnswerWait', until: null }, 'loop')
        .thenNothing();
    }
    expect(awaitedQuestions(fold([asked(1, { task: null })]))).toHaveLength(1);
  });

  it('falls back on the assumptions that there are', () => {
    given(...waiting({ assumption: '80' }))
      .when({ type: 'UseAssumptions' }, 'loop')
      .then(answered('80', 'assumption'), RETURNED);
    given(...waiting())
      .when({ type: 'UseAssumptions' }, 'loop')
      .thenNothing();
    given(...waiting({ assumption: '80' }), asked(2))
      .when({ type: 'UseAssumptions' }, 'loop')
      .then(answered('80', 'assumption'));
  });

  it('that starts or ends waits no longer; the questions stay open and the task blocked', () => {
    const awaited: SessionEvent = { type: 'AnswerAwaited', data: { ids: [questionId(1)], until: null } };
    expect(fold([...waiting(), awaited]).questions.wait).toEqual({ ids: ['QUE-1'], until: null });
    given(...waiting(), awaited)
      .when({ type: 'EndAnswerWait' }, 'loop')
      .then({ type: 'AnswerWaitEnded', data: {} });
    const restarted = fold([...waiting(), awaited, { type: 'RunStarted', data: { spec: 's', model: 'm' } }]);
    expect(restarted.questions.wait).toBeNull();
    expect(awaitedQuestions(restarted)).toHaveLength(1);
  });
});
