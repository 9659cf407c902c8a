// Converts the value of an answer and keeps where the user goes from there.
import type { Answer } from '../../../application/ports/guide.port.ts';

export function mapAnswer<From, To>(answer: Answer<From>, convert: (value: From) => To): Answer<To> {
  if (answer.kind === 'leave') return answer;
  if (answer.kind === 'done') return { kind: 'done', value: convert(answer.value) };
  return { ...answer, value: answer.value === undefined ? undefined : convert(answer.value) };
}

/** Returns the index of the page to show after the one at `at`. */
export function pageAfter(
  answer: { readonly kind: Answer<never>['kind']; readonly to?: number },
  at: number,
): number {
  return answer.kind === 'done' ? at + 1 : (answer.to ?? at - 1);
}
