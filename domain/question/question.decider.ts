// The rules for questions: the task waits for the answer, the first answer wins, and the agent does not answer itself.
import { DomainError } from '../errors.ts';
import { runningIteration } from '../iteration/iteration.state.ts';
import type { Actor } from '../session/session.events.ts';
import type { SessionState } from '../session/session.state.ts';
import type { TaskEvent } from '../task/task.events.ts';
import { findTask } from '../task/task.state.ts';
import type { TaskId } from '../task/task.ts';
import { requireSize } from '../text-size.ts';
import { awaitedQuestions } from './awaited.ts';
import { chosenAnswer } from './choice.ts';
import type { QuestionEvent } from './question.events.ts';
import { findQuestion, openQuestions, questionsAbout } from './question.state.ts';
import { type Answerer, isOpenQuestion, type Question, type QuestionId, questionId } from './question.ts';

export type QuestionCommand =
  | {
      readonly type: 'AskQuestion';
      readonly question: string;
      readonly choices: readonly string[];
      readonly assumption: string | null;
      /** Whether the agent waits for the answer in its turn, so that its task is not blocked. */
      readonly inTurn?: true;
    }
  /** Nobody waits for the answer any more. */
  | { readonly type: 'CloseQuestion'; readonly id: QuestionId }
  /** `answer` is a text, or the number of a choice. */
  | { readonly type: 'AnswerQuestion'; readonly id: QuestionId; readonly answer: string }
  /** Answers the questions that the run waits for by their assumptions. */
  | { readonly type: 'UseAssumptions' }
  /** `until` as in `AnswerAwaited`. */
  | { readonly type: 'BeginAnswerWait'; readonly until: string | null }
  | { readonly type: 'EndAnswerWait' };

type Decided = QuestionEvent | TaskEvent;
type State = Pick<SessionState, 'questions' | 'tasks' | 'iterations' | 'completed' | 'pendingMessages'>;

const MOST_CHOICES = 20;

/**
 * Returns the events of a command, [] if nothing changes. Throws `QUESTION.EMPTY`, `QUESTION.TOO_LARGE`, `QUESTION.DUPLICATE`,
 * `QUESTION.NOT_FOUND`, `QUESTION.ANSWERED`, `QUESTION.CLOSED`, `QUESTION.NO_CHOICE` and, for an answer of the agent, `QUESTION.NOT_YOURS`.
 */
export function decideQuestions(command: QuestionCommand, state: State, actor: Actor): Decided[] {
  switch (command.type) {
    case 'AskQuestion':
      return ask(command, state);
    case 'AnswerQuestion': {
      if (actor === 'agent') {
        throw new DomainError('QUESTION.NOT_YOURS', 'only the user answers questions', {
          remedy: 'take another task, or record your summary and stop',
        });
      }
      const question = requireOpen(state, command.id);
      return answered(question, chosenAnswer(question, requireText(command.answer, 'answer')), 'user', state);
    }
    case 'CloseQuestion': {
      const question = findQuestion(state.questions, command.id);
      return question && isOpenQuestion(question)
        ? [{ type: 'QuestionClosed', data: { id: command.id } }]
        : [];
    }
    case 'UseAssumptions':
      return useAssumptions(state);
    case 'BeginAnswerWait': {
      const ids = awaitedQuestions(state).map(({ id }) => id);
      return ids.length === 0 ? [] : [{ type: 'AnswerAwaited', data: { ids, until: command.until } }];
    }
    case 'EndAnswerWait':
      return state.questions.wait === null ? [] : [{ type: 'AnswerWaitEnded', data: {} }];
    default:
      return command satisfies never;
  }
}

function ask(command: Extract<QuestionCommand, { type: 'AskQuestion' }>, state: State): Decided[] {
  const question = requireText(command.question, 'question');
  const same = openQuestions(state.questions).find((open) => open.question === question);
  if (same) {
    throw new DomainError('QUESTION.DUPLICATE', `${same.id} asks the same and is not answered yet`, {
      remedy: 'take another task, or record your summary and stop',
    });
  }
  const choices = [...new Set(command.choices.map((choice) => choice.trim()))].filter(
    (choice) => choice !== '',
  );
  if (choices.length > MOST_CHOICES) {
    throw new DomainError(
      'QUESTION.TOO_LARGE',
      `the question has ${choices.length} choices, the limit is ${MOST_CHOICES}`,
    );
  }
  for (const choice of choices) requireSize('question', choice);
  const assumption = command.assumption?.trim() || null;
  if (assumption !== null) requireSize('question', assumption);
  const id = questionId(state.questions.asked.size + 1);
  const task = command.inTurn ? null : taskInProgress(state);
  const iteration = runningIteration(state.iterations)?.number ?? null;
  const asking = { id, question, choices, assumption, task, iteration };
  const data = { ...asking, ...(command.inTurn && { inTurn: true as const }) };
  const asked: Decided = { type: 'QuestionAsked', data };
  if (task === null) return [asked];
  return [asked, { type: 'TaskStatusChanged', data: { id: task, from: 'in_progress', to: 'blocked' } }];
}

/** Returns the task that the agent works on, else any that is in progress. */
function taskInProgress({ tasks, iterations }: State): TaskId | null {
  const current = [...tasks.tasks.values()].filter(({ status }) => status === 'in_progress');
  const taken = iterations.recent.at(-1)?.taken ?? [];
  return (current.find(({ id }) => taken.includes(id)) ?? current[0])?.id ?? null;
}

function useAssumptions(state: State): Decided[] {
  const events: Decided[] = [];
  const assumed = awaitedQuestions(state).filter(({ assumption }) => assumption !== null);
  const rest = openQuestions(state.questions).filter((open) => !assumed.includes(open));
  for (const { id, assumption } of assumed) {
    events.push({ type: 'QuestionAnswered', data: { id, answer: assumption ?? '', by: 'assumption' } });
  }
  const tasks = new Set(assumed.map(({ task }) => task));
  for (const task of tasks) {
    if (task !== null && !rest.some((open) => open.task === task)) events.push(...released(task, state));
  }
  return events;
}

/** The task returns when its last question is answered. */
function answered({ id, task }: Question, answer: string, by: Answerer, state: State): Decided[] {
  const event: Decided = { type: 'QuestionAnswered', data: { id, answer, by } };
  if (task === null) return [event];
  const isOther = (other: Question): boolean => other.id !== id && isOpenQuestion(other);
  const waits = questionsAbout(state.questions, task).some(isOther);
  return waits ? [event] : [event, ...released(task, state)];
}

function released(id: TaskId, { tasks }: State): Decided[] {
  if (findTask(tasks, id)?.status !== 'blocked') return [];
  return [{ type: 'TaskStatusChanged', data: { id, from: 'blocked', to: 'remaining' } }];
}

function requireOpen({ questions }: State, id: QuestionId): Question {
  const question = findQuestion(questions, id);
  if (!question) {
    const { size } = questions.asked;
    const known = size === 0 ? 'nothing has been asked' : `the questions are QUE-1 to ${questionId(size)}`;
    throw new DomainError('QUESTION.NOT_FOUND', `there is no question ${id}: ${known}`);
  }
  if (question.isClosed) {
    throw new DomainError('QUESTION.CLOSED', `nobody waits for the answer to ${id} any more`, {
      remedy: 'tell the agent with `iteratr message`',
    });
  }
  if (question.answer) {
    const { text, by } = question.answer;
    const who = by === 'user' ? '' : ' by the assumption of the agent';
    throw new DomainError('QUESTION.ANSWERED', `${id} is already answered${who}: ${firstLine(text)}`, {
      remedy: 'tell the agent more with `iteratr message`',
    });
  }
  return question;
}

function requireText(given: string, what: 'question' | 'answer'): string {
  const text = given.trim();
  if (text === '')
    throw new DomainError('QUESTION.EMPTY', `the ${what} is empty`, { remedy: 'write it as text' });
  requireSize(what, text);
  return text;
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length < text.length || line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
