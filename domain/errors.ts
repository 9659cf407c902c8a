// The base class of all errors that iteratr raises, and the errors for broken domain rules.

/**
 * What an error means for the caller: `malformed`, the input is invalid; `refused`, a rule forbids it; `failed`, something
 * outside went wrong; `interrupted`, the user or a signal ended it. The kind alone determines the exit code.
 */
export type ErrorKind = 'malformed' | 'refused' | 'failed' | 'interrupted';

export interface AppErrorOptions extends ErrorOptions {
  /** What the user can do about it. */
  readonly remedy?: string;
}

/**
 * An error with a message for the user: the problem and, if there is one, its remedy, on one line. Programs use the stable
 * `code`.
 */
export abstract class AppError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly kind: ErrorKind;
  /** What is wrong, with the value. */
  readonly problem: string;
  readonly remedy: string | undefined;

  constructor(code: Code, kind: ErrorKind, problem: string, { remedy, ...options }: AppErrorOptions = {}) {
    super(remedy === undefined ? problem : `${problem}; ${remedy}`, options);
    this.name = new.target.name;
    this.code = code;
    this.kind = kind;
    this.problem = problem;
    this.remedy = remedy;
  }
}

/** Every error code of the domain and its kind. */
export const DOMAIN_ERRORS = {
  'TASK.INVALID_ID': 'malformed',
  'TASK.NOT_FOUND': 'refused',
  'TASK.DUPLICATE': 'refused',
  'TASK.EMPTY': 'malformed',
  'TASK.TOO_LARGE': 'malformed',
  'TASK.INVALID_STATUS': 'malformed',
  'TASK.INVALID_PRIORITY': 'malformed',
  'TASK.INVALID_FILE': 'malformed',
  'TASK.TOO_MANY_FILES': 'malformed',
  'PROTECT.NOTHING': 'refused',
  'TASK.BLOCKED': 'refused',
  'TASK.NOT_COMPLETED': 'refused',
  'TASK.ANOTHER_IN_PROGRESS': 'refused',
  'ITERATION.TASK_DONE': 'refused',
  'ITERATION.LIMIT': 'refused',
  'TASK.CLAIMED': 'refused',
  'WORKER.UNKNOWN': 'refused',
  'WORKER.LOST': 'refused',
  'WORKER.IN_PLACE': 'malformed',
  'DEPENDENCY.SELF': 'refused',
  'DEPENDENCY.CYCLE': 'refused',
  'NOTE.EMPTY': 'malformed',
  'NOTE.TOO_LARGE': 'malformed',
  'NOTE.NOT_FOUND': 'refused',
  'NOTE.INVALID_TYPE': 'malformed',
  'SUMMARY.EMPTY': 'malformed',
  'SUMMARY.TOO_LARGE': 'malformed',
  'ITERATION.NONE': 'refused',
  'MESSAGE.EMPTY': 'malformed',
  'QUESTION.INVALID_ID': 'malformed',
  'QUESTION.NOT_FOUND': 'refused',
  'QUESTION.EMPTY': 'malformed',
  'QUESTION.TOO_LARGE': 'malformed',
  'QUESTION.DUPLICATE': 'refused',
  'QUESTION.NO_CHOICE': 'malformed',
  'QUESTION.ANSWERED': 'refused',
  'QUESTION.CLOSED': 'refused',
  'QUESTION.NOT_YOURS': 'refused',
  'REVIEW.NONE': 'refused',
  'REVIEW.NOT_YOURS': 'refused',
  'REVIEW.RUNNING': 'refused',
  'REVIEW.OTHER_TASK': 'refused',
  'REVIEW.ANSWERED': 'refused',
  'REVIEW.EMPTY': 'malformed',
  'REVIEW.TOO_LARGE': 'malformed',
  'REQUIREMENT.INVALID_ID': 'malformed',
  'REQUIREMENT.NOT_FOUND': 'refused',
  'PLAN.NO_WORK': 'refused',
  'SESSION.INVALID_NAME': 'malformed',
  'SESSION.SIMILAR_NAME': 'malformed',
  'SESSION.OTHER_SPEC': 'malformed',
  'SESSION.NO_TASKS': 'refused',
  'SESSION.OPEN_TASKS': 'refused',
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type DomainErrorCode = keyof typeof DOMAIN_ERRORS;

/** A command broke a rule of the domain. Nothing has changed. */
export class DomainError extends AppError<DomainErrorCode> {
  constructor(code: DomainErrorCode, problem: string, options?: AppErrorOptions) {
    super(code, DOMAIN_ERRORS[code], problem, options);
  }
}
