// The base of every error iteratr raises itself, and the errors of broken domain rules.

/**
 * What an error means for the caller: `malformed`, the input makes no sense; `refused`, a rule says no; `failed`, something
 * outside went wrong; `interrupted`, the user or a signal ended it. The exit code follows from the kind alone.
 */
export type ErrorKind = 'malformed' | 'refused' | 'failed' | 'interrupted';

export interface AppErrorOptions extends ErrorOptions {
  /** What the user can do about it. */
  readonly remedy?: string;
}

/**
 * An error whose message is meant for a person: the problem and, if there is one, its remedy, in one line. `code` is stable and
 * made for programs.
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

/** Every code, with its kind. */
export const DOMAIN_ERRORS = {
  'TASK.INVALID_ID': 'malformed',
  'TASK.NOT_FOUND': 'refused',
  'TASK.DUPLICATE': 'refused',
  'TASK.EMPTY': 'malformed',
  'TASK.INVALID_STATUS': 'malformed',
  'TASK.INVALID_PRIORITY': 'malformed',
  'DEPENDENCY.SELF': 'refused',
  'DEPENDENCY.CYCLE': 'refused',
  'NOTE.EMPTY': 'malformed',
  'NOTE.NOT_FOUND': 'refused',
  'NOTE.INVALID_TYPE': 'malformed',
  'SUMMARY.EMPTY': 'malformed',
  'ITERATION.NONE': 'refused',
  'MESSAGE.EMPTY': 'malformed',
  'SESSION.INVALID_NAME': 'malformed',
  'SESSION.SIMILAR_NAME': 'malformed',
  'SESSION.OTHER_SPEC': 'malformed',
  'SESSION.NO_TASKS': 'refused',
  'SESSION.OPEN_TASKS': 'refused',
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type DomainErrorCode = keyof typeof DOMAIN_ERRORS;

/** A rule of the domain was broken; nothing has been changed. */
export class DomainError extends AppError<DomainErrorCode> {
  constructor(code: DomainErrorCode, problem: string, options?: AppErrorOptions) {
    super(code, DOMAIN_ERRORS[code], problem, options);
  }
}
