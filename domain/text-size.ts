// Limits the size of recorded texts, so that a session stays small enough for prompts, events and screens.
import { DomainError, type DomainErrorCode } from './errors.ts';

const KB = 1024;

/** In KB of UTF-8. */
const TEXT_LIMITS = { task: 64, note: 256, summary: 256, question: 16, answer: 64, review: 8 } as const;

const TOO_LARGE = {
  task: 'TASK.TOO_LARGE',
  note: 'NOTE.TOO_LARGE',
  summary: 'SUMMARY.TOO_LARGE',
  question: 'QUESTION.TOO_LARGE',
  answer: 'QUESTION.TOO_LARGE',
  review: 'REVIEW.TOO_LARGE',
} as const satisfies Readonly<Record<keyof typeof TEXT_LIMITS, DomainErrorCode>>;

/** Throws the error of the kind, such as `TASK.TOO_LARGE`, if the text is larger than its limit. */
export function requireSize(kind: keyof typeof TEXT_LIMITS, text: string): void {
  const limit = TEXT_LIMITS[kind];
  const size = utf8Length(text);
  if (size <= limit * KB) return;
  throw new DomainError(
    TOO_LARGE[kind],
    `the ${kind} has ${Math.ceil(size / KB)} KB, the limit is ${limit} KB`,
    {
      remedy: 'put the details in a file and name it',
    },
  );
}

/** Returns the number of bytes in UTF-8. A lone surrogate counts as the three bytes of its replacement. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

/** In characters. */
const REASON_LENGTH = 4_000;

/** Returns the beginning of a reason. It may be an error of the agent, which can hold anything. */
export function shortened(reason: string): string {
  return reason.length <= REASON_LENGTH ? reason : `${reason.slice(0, REASON_LENGTH)}…`;
}
