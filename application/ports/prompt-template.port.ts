// Renders the prompt of an iteration, or of a review, from the session's state.

/** The values for a template. Each is inserted unchanged and never rendered again. */
export interface PromptVariables {
  readonly session: string;
  readonly iteration: number;
  /** Content of the spec file. */
  readonly spec: string;
  readonly notes: string;
  readonly tasks: string;
  readonly history: string;
  /** The requirements found in the spec, with their lines and tasks, or '' if the session is not planned. */
  readonly requirements: string;
  /** Extra instructions for this run, or ''. */
  readonly extra: string;
  /** How this agent's model finds the tools for tasks and notes, or '' if they are in its list. */
  readonly tools: string;
  /** Port of the NATS server. */
  readonly port: number;
  /** Shell command that runs iteratr, quoted if necessary. */
  readonly binary: string;
}

/** The values for the template of a review. Texts without an entry are ''. */
export interface ReviewVariables {
  readonly session: string;
  /** Content of the spec file. */
  readonly spec: string;
  /** The tasks under review. */
  readonly tasks: string;
  /** What the last iteration says that it did. */
  readonly summary: string;
  /** The commits of the work, with the files that they change. */
  readonly changes: string;
  /** The last result of each check. */
  readonly checks: string;
  /** Why the tasks were returned before. */
  readonly returns: string;
  /** Extra instructions for this run. */
  readonly extra: string;
  /** As in `PromptVariables`. */
  readonly tools: string;
  /** As in `PromptVariables`. */
  readonly binary: string;
}

export interface PromptTemplate<Variables = PromptVariables> {
  /** Returns the prompt. Throws `ApplicationError` `TEMPLATE.BROKEN`, naming file, line and column. */
  render(variables: Variables): Promise<string>;
}

export type ReviewTemplate = PromptTemplate<ReviewVariables>;
