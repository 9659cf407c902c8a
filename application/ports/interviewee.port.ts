// The person who is interviewed about a spec. If they leave, any of these throws `ApplicationError` `CANCELLED`.
import type { Question } from '../interview/interview.ts';

export type Review =
  /** It is to be saved like this: as the agent wrote it, or changed by the user. */
  | { readonly type: 'accepted'; readonly draft: string }
  /** The agent is to change it; `draft` is what the user may have made of it already. */
  | { readonly type: 'changes'; readonly draft: string; readonly wanted: string };

export interface Interviewee {
  /** Shows that the agent is at work, and what it tells, while `work` runs; leaving aborts its signal. Throws what `work` throws. */
  watch<Value>(
    doing: string,
    work: (signal: AbortSignal, tell: (text: string) => void) => Promise<Value>,
  ): Promise<Value>;

  /** The answers to each question, in order; empty for one that was passed over. `said` is what the agent wrote before it asked. */
  answer(questions: readonly Question[], said: string): Promise<readonly (readonly string[])[]>;

  review(draft: string): Promise<Review>;

  /** Tells what went wrong; resolves when it is to be tried again. */
  tryAgain(problem: string): Promise<void>;
}
