// The base of every error iteratr raises itself, and the errors of broken domain rules.

/**
 * An error whose message is meant for a person: it names what was wrong and, where there is one, the next step.
 * `code` is stable and made for programs; only the CLI turns codes into exit codes.
 */
export abstract class AppError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

export type DomainErrorCode =
  | 'TASK.INVALID_ID'
  | 'TASK.NOT_FOUND'
  | 'TASK.DUPLICATE'
  | 'TASK.EMPTY'
  | 'TASK.INVALID_STATUS'
  | 'TASK.INVALID_PRIORITY'
  | 'DEPENDENCY.SELF'
  | 'DEPENDENCY.CYCLE'
  | 'NOTE.EMPTY'
  | 'NOTE.NOT_FOUND'
  | 'NOTE.INVALID_TYPE'
  | 'SUMMARY.EMPTY'
  | 'ITERATION.NONE'
  | 'MESSAGE.EMPTY'
  | 'SESSION.INVALID_NAME'
  | 'SESSION.SIMILAR_NAME'
  | 'SESSION.OTHER_SPEC'
  | 'SESSION.NO_TASKS'
  | 'SESSION.OPEN_TASKS';

/** A rule of the domain was broken; nothing has been changed. */
export class DomainError extends AppError<DomainErrorCode> {}
