// The events of questions.
import type { TaskId } from '../task/task.ts';
import type { Answerer, QuestionId } from './question.ts';

export type QuestionEvent =
  | {
      readonly type: 'QuestionAsked';
      readonly data: {
        readonly id: QuestionId;
        readonly question: string;
        readonly choices: readonly string[];
        readonly assumption: string | null;
        readonly task: TaskId | null;
        readonly iteration: number | null;
        /** The agent waits for the answer in its turn. */
        readonly inTurn?: true;
      };
    }
  | {
      readonly type: 'QuestionAnswered';
      readonly data: { readonly id: QuestionId; readonly answer: string; readonly by: Answerer };
    }
  /** Nobody waits for the answer any more: it did not come in time, or the turn ended. */
  | { readonly type: 'QuestionClosed'; readonly data: { readonly id: QuestionId } }
  /** The run has nothing else to do and waits for answers. */
  | {
      readonly type: 'AnswerAwaited';
      readonly data: {
        readonly ids: readonly QuestionId[];
        /** When it stops waiting, ISO 8601; null for never. */
        readonly until: string | null;
      };
    }
  | { readonly type: 'AnswerWaitEnded'; readonly data: Record<string, never> };
