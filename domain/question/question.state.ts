// The state of a session's questions: finds them, and folds question events.
import { foldOf } from '../fold.ts';
import { IntMap } from '../int-map.ts';
import type { TaskId } from '../task/task.ts';
import type { QuestionEvent } from './question.events.ts';
import { isOpenQuestion, type Question, type QuestionId, questionNumber } from './question.ts';

export interface QuestionState {
  readonly asked: IntMap<Question>;
  /** The wait under way; null for none. `until` as in `AnswerAwaited`. */
  readonly wait: { readonly ids: readonly QuestionId[]; readonly until: string | null } | null;
}

export const NO_QUESTIONS: QuestionState = { asked: IntMap.empty(), wait: null };

export function findQuestion({ asked }: QuestionState, id: QuestionId): Question | undefined {
  return asked.get(questionNumber(id));
}

/** Returns the questions that can be answered, oldest first. */
export function openQuestions({ asked }: QuestionState): Question[] {
  return [...asked.values()].filter(isOpenQuestion);
}

/** Returns the questions about a task, oldest first. */
export function questionsAbout({ asked }: QuestionState, task: TaskId): Question[] {
  return [...asked.values()].filter((question) => question.task === task);
}

/** Returns the state after a run that waits has ended or started again: no turn waits for an answer then. */
export function withoutWait(state: QuestionState): QuestionState {
  const left = openQuestions(state).filter(({ inTurn }) => inTurn);
  const asked = left.reduce(withClosed, state.asked);
  return state.wait === null && asked === state.asked ? state : { asked, wait: null };
}

function withClosed(asked: QuestionState['asked'], question: Question): QuestionState['asked'] {
  return asked.set(questionNumber(question.id), { ...question, isClosed: true });
}

export const questionFold = foldOf<QuestionState, QuestionEvent>({
  QuestionAsked: (
    state,
    { id, question, choices, assumption, task, iteration, inTurn = false },
    askedAt,
  ) => ({
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
      inTurn,
      isClosed: false,
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
  QuestionClosed: (state, { id }) => {
    const question = findQuestion(state, id);
    return question ? { ...state, asked: withClosed(state.asked, question) } : state;
  },
  AnswerAwaited: (state, { ids, until }) => ({ ...state, wait: { ids, until } }),
  AnswerWaitEnded: (state) => ({ ...state, wait: null }),
});
