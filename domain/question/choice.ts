// Finds the choice that an answer means.
import { DomainError } from '../errors.ts';
import type { Question } from './question.ts';

/**
 * Returns the choice with the number that is given, else the answer as it is: the user may say something else than what the agent
 * proposes. Throws `QUESTION.NO_CHOICE` for the number of no choice.
 */
export function chosenAnswer({ id, choices }: Pick<Question, 'id' | 'choices'>, answer: string): string {
  const isNumber = /^\d+$/.test(answer);
  if (choices.length === 0 || !isNumber || choices.includes(answer)) return answer;
  const chosen = choices[Number(answer) - 1];
  // Where a number is a choice, another number can be an answer.
  if (chosen === undefined && !choices.some((choice) => /^\d+$/.test(choice))) {
    throw new DomainError('QUESTION.NO_CHOICE', `${id} has no choice ${answer}`, {
      remedy: `give a number from 1 to ${choices.length}, or an answer in words`,
    });
  }
  return chosen ?? answer;
}
