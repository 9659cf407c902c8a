// The state of a session's questions: finds them, and folds question events.
import { foldOf } from '../fold.ts';
import { IntMap } from '../int-map.ts';
import type { TaskId } from '../task/task.ts';
import type { QuestionEvent } from './question.events.ts';
import { type Question, type QuestionId, questionNumber } from './question.ts';

export interface QuestionState {
  readonly asked: IntMap<Question>;
  /** The wait under way; null for none. `until` as in `AnswerAwaited`. */
  readonly wait: { readonly ids: readonly QuestionId[]; readonly until: string | null } | null;
}

export const NO_QUESTIONS: QuestionState = { asked: IntMap.empty(), wait: null };

export function findQuestion({ asked }: QuestionState, id: QuestionId): Question | undefined {
  return asked.get(questionNumber(id));
}

/** Returns the questions without an answer, oldest first. */
export function openQuestions({ asked }: QuestionState): Question[] {
  return [...asked.values()].filter(({ answer }) => answer === null);
}

/** Returns the questions about a task, oldest first. */
export function questionsAbout({ asked }: QuestionState, task: TaskId): Question[] {
  return [...asked.values()].filter((question) => question.task === task);
}

/** Returns the state after the run that waits has ended or started again. */
export function withoutWait(state: QuestionState): QuestionState {
  return state.wait === null ? state : { ...state, wait: null };
}

export const questionFold = foldOf<QuestionState, QuestionEvent>({
  QuestionAsked: (state, { id, question, choices, assumption, task, iteration }, askedAt) => ({
    ...state,
    asked: state.asked.set(questionNumber(id), {
      id,
      question,
      choices,
      assumption,
      task,
      iteration,
      askedAt,
      answer: null,
    }),
  }),
  QuestionAnswered: (state, { id, answer: text, by }, time) => {
    const question = findQuestion(state, id);
    if (!question) return state;
    return {
      ...state,
      asked: state.asked.set(questionNumber(id), { ...question, answer: { text, by, time } }),
    };
  },
  AnswerAwaited: (state, { ids, until }) => ({ ...state, wait: { ids, until } }),
  AnswerWaitEnded: withoutWait,
});
