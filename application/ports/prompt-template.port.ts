// Renders the prompt of an iteration from the session's state.

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

export interface PromptTemplate {
  /** Returns the prompt. Throws `ApplicationError` `TEMPLATE.BROKEN`, naming file, line and column. */
  render(variables: PromptVariables): Promise<string>;
}
