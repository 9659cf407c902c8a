// Asks the user what the agent wants to know in its turn, and waits for the answer.

import { findQuestion } from '../../domain/question/question.state.ts';
import type { QuestionId } from '../../domain/question/question.ts';
import { onAbort } from '../async/abort.ts';
import type { TurnQuestion } from '../ports/agent.port.ts';
import type { Clock } from '../ports/clock.port.ts';
import type { LoopSession } from '../session/worker-session.ts';

export interface TurnQuestionsOptions {
  readonly session: LoopSession;
  readonly clock: Pick<Clock, 'after'>;
  /** As in `RunRequest`. */
  readonly answerTimeoutMs: number | 'none';
}

/**
 * Records the question and resolves with the answer; with undefined if nobody answers in time, or `signal` aborts: the question is
 * closed then. Throws what the domain refuses, such as a question without text.
 */
export async function askInTurn(
  { session, clock, answerTimeoutMs }: TurnQuestionsOptions,
  { question, choices }: TurnQuestion,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = { type: 'AskQuestion', question, choices, assumption: null, inTurn: true } as const;
  const { events } = await session.execute(command, 'agent');
  const asked = events.find((event) => event.type === 'QuestionAsked');
  if (!asked) throw new Error('a question was not recorded');
  const { id } = asked.data;
  const answer = answerTimeoutMs === 'none' ? undefined : await answerTo(id);
  if (answer === undefined) await session.execute({ type: 'CloseQuestion', id }, 'loop');
  return answer ?? findQuestion(session.state.questions, id)?.answer?.text;

  async function answerTo(awaited: QuestionId): Promise<string | undefined> {
    const stops: (() => void)[] = [];
    try {
      return await new Promise((resolve) => {
        const look = (): void => {
          const text = findQuestion(session.state.questions, awaited)?.answer?.text;
          if (text !== undefined) resolve(text);
        };
        stops.push(
          session.onBatch(look),
          onAbort(signal, () => resolve(undefined)),
        );
        if (answerTimeoutMs !== 'none' && answerTimeoutMs > 0) {
          stops.push(clock.after(answerTimeoutMs, () => resolve(undefined)));
        }
        look();
      });
    } finally {
      for (const stop of stops) stop();
    }
  }
}
