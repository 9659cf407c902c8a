// A question: what the agent asks the user while the work continues.
import { DomainError } from '../errors.ts';
import type { TaskId } from '../task/task.ts';

declare const brand: unique symbol;
/** `QUE-1`, `QUE-2` … numbered in the order they were asked. */
export type QuestionId = string & { readonly [brand]: 'QuestionId' };

/** `assumption`: nobody answered in time, so what the agent proposed holds. */
export const ANSWERERS = ['user', 'assumption'] as const;
export type Answerer = (typeof ANSWERERS)[number];

export interface Answer {
  readonly text: string;
  readonly by: Answerer;
  /** ISO 8601. */
  readonly time: string;
}

export interface Question {
  readonly id: QuestionId;
  readonly question: string;
  /** Answers that the agent proposes; empty for a free answer. */
  readonly choices: readonly string[];
  /** What the agent does if nobody answers; null if it cannot continue without an answer. */
  readonly assumption: string | null;
  /** The task that waits for the answer; null if none was in progress. */
  readonly task: TaskId | null;
  readonly iteration: number | null;
  /** ISO 8601. */
  readonly askedAt: string;
  /** null if there is none. */
  readonly answer: Answer | null;
  /** Whether the agent waits for the answer in its turn. */
  readonly inTurn: boolean;
  /** Whether nobody waits for the answer any more. */
  readonly isClosed: boolean;
}

/** Whether the question can be answered. */
export function isOpenQuestion({ answer, isClosed }: Question): boolean {
  return answer === null && !isClosed;
}

export function questionId(number: number): QuestionId {
  return `QUE-${number}` as QuestionId;
}

export function questionNumber(id: QuestionId): number {
  return Number(id.slice(4));
}

/** Parses `QUE-3`, `que-3` or `3`. Throws `QUESTION.INVALID_ID`. Does not check whether the question exists. */
export function parseQuestionId(text: string): QuestionId {
  const match = /^(?:que-)?([1-9]\d{0,8})$/i.exec(text.trim());
  if (!match) {
    throw new DomainError('QUESTION.INVALID_ID', `"${text}" is not a question id`, {
      remedy: 'use an id such as QUE-3 or 3',
    });
  }
  return questionId(Number(match[1]));
}
