// What an interview about a spec is made of: the idea, the questions of the agent with the user's answers, the draft.

export const QUESTION_KINDS = ['single', 'multiple', 'text'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

export interface Question {
  readonly text: string;
  /** One of the options or several; another answer can be written as well. Of `text` there are no options. */
  readonly kind: QuestionKind;
  readonly options: readonly string[];
}

/** What was asked and what the user said to it; no answer is one, too. */
export interface Answered {
  readonly question: string;
  readonly answers: readonly string[];
}

/** Everything known of an interview: another agent can continue from it. */
export interface Interview {
  readonly title: string;
  readonly description: string;
  readonly answered: readonly Answered[];
  /** The last draft of the spec; '' while there is none. */
  readonly draft: string;
}
