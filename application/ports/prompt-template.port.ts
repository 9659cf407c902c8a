// The template that turns a session's state into the prompt of one iteration.

/** Every value is inserted as it is and never rendered again. */
export interface PromptVariables {
  readonly session: string;
  readonly iteration: number;
  /** Content of the spec file. */
  readonly spec: string;
  readonly notes: string;
  readonly tasks: string;
  readonly history: string;
  /** Extra instructions of this run, '' when there are none. */
  readonly extra: string;
  /** Port of the NATS server. */
  readonly port: number;
  /** Shell command that runs iteratr, quoted where it needs to be. */
  readonly binary: string;
}

export interface PromptTemplate {
  /** Throws `ApplicationError` `TEMPLATE.BROKEN`, naming file, line and column. */
  render(variables: PromptVariables): Promise<string>;
}
