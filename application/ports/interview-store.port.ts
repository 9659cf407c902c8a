// Keeps the interview that is going on, so that a closed terminal costs no answer.
import type { Interview } from '../interview/interview.ts';

export interface KeptInterview {
  readonly interview: Interview;
  /** When it was kept. */
  readonly time: Date;
}

export interface InterviewStore {
  /** The last one kept, undefined when there is none or it cannot be read. */
  load(): Promise<KeptInterview | undefined>;

  /** Replaces the one before, whole or not at all. A failure is logged by the adapter, never thrown. */
  save(interview: Interview): Promise<void>;

  /** A failure is logged by the adapter, never thrown. */
  delete(): Promise<void>;
}
