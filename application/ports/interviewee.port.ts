// The user whom the agent interviews about a spec. Every method throws `ApplicationError` `CANCELLED` if the user leaves.
import type { Question } from '../interview/interview.ts';

export type Review =
  /** Save this draft: as the agent wrote it, or as the user edited it. */
  | { readonly type: 'accepted'; readonly draft: string }
  /** The agent should change the draft as `wanted` says. `draft` includes the user's edits. */
  | { readonly type: 'changes'; readonly draft: string; readonly wanted: string };

export interface Interviewee {
  /** Shows that the agent is working, and the text `work` reports. Leaving aborts its signal. Throws what `work` throws. */
  watch<Value>(
    doing: string,
    work: (signal: AbortSignal, tell: (text: string) => void) => Promise<Value>,
  ): Promise<Value>;

  /** Asks the questions. Returns the answers to each, in order; none if skipped. `said` is what the agent wrote before. */
  answer(questions: readonly Question[], said: string): Promise<readonly (readonly string[])[]>;

  review(draft: string): Promise<Review>;

  /** Shows the problem. Resolves when the user wants to try again. */
  tryAgain(problem: string): Promise<void>;
}
