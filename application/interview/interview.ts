// The data of an interview about a spec: the idea, the agent's questions with the user's answers, and the draft.

export const QUESTION_KINDS = ['single', 'multiple', 'text'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

export interface Question {
  readonly text: string;
  /** `single`: one option; `multiple`: any number; `text`: no options. The user can always write another answer. */
  readonly kind: QuestionKind;
  readonly options: readonly string[];
}

/** A question and the user's answers to it; none if the user skipped it. */
export interface Answered {
  readonly question: string;
  readonly answers: readonly string[];
}

/** The complete state of an interview, from which another agent can continue. */
export interface Interview {
  readonly title: string;
  readonly description: string;
  readonly answered: readonly Answered[];
  /** The latest draft of the spec; '' while there is none. */
  readonly draft: string;
}
