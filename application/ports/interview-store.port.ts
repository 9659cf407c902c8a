// Saves the current interview, so that no answer is lost when the terminal closes.
import type { Interview } from '../interview/interview.ts';

export interface KeptInterview {
  readonly interview: Interview;
  /** When it was saved. */
  readonly time: Date;
}

export interface InterviewStore {
  /** Returns the saved interview, or undefined if there is none or it cannot be read. */
  load(): Promise<KeptInterview | undefined>;

  /** Replaces the saved interview atomically. The adapter logs a failure and does not throw. */
  save(interview: Interview): Promise<void>;

  /** Deletes the saved interview. The adapter logs a failure and does not throw. */
  delete(): Promise<void>;
}
