// Errors that use-cases and adapters raise, apart from broken domain rules.
import { AppError, type AppErrorOptions, DOMAIN_ERRORS, type ErrorKind } from '../domain/errors.ts';
import type { AgentFailure } from './ports/agent.port.ts';

/** Every code, with its kind. */
const APPLICATION_ERRORS = {
  /** Somebody else appended first: read again and decide again. */
  CONFLICT: 'failed',
  /** The stream ends before the version asked for: the session was reset or deleted in between. */
  'STREAM.RESET': 'failed',
  'SESSION.NOT_FOUND': 'refused',
  'SESSION.BUSY': 'refused',
  'SESSION.EXISTS': 'refused',
  /** A rename to this name was cut off, and counts for nothing until it is done. */
  'SESSION.UNFINISHED': 'refused',
  'SPEC.UNREADABLE': 'malformed',
  'SPEC.UNWRITABLE': 'failed',
  'TEMPLATE.UNREADABLE': 'malformed',
  'TEMPLATE.BROKEN': 'malformed',
  CANCELLED: 'interrupted',
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type ApplicationErrorCode = keyof typeof APPLICATION_ERRORS;

/** What was asked cannot be done in the present state of things. */
export class ApplicationError extends AppError<ApplicationErrorCode> {
  constructor(code: ApplicationErrorCode, problem: string, options?: AppErrorOptions) {
    super(code, APPLICATION_ERRORS[code], problem, options);
  }
}

/** The caller's input is malformed, unlike a well-formed request that a rule refuses. */
export class InputError extends AppError<'INPUT'> {
  constructor(problem: string, options?: AppErrorOptions) {
    super('INPUT', 'malformed', problem, options);
  }
}

/** A configuration file, environment variable or flag has a value that cannot be used. */
export class ConfigError extends AppError<'CONFIG'> {
  constructor(problem: string, options?: AppErrorOptions) {
    super('CONFIG', 'malformed', problem, options);
  }
}

/** Every code, with its kind. */
const ADAPTER_ERRORS = {
  'AGENT.NOT_FOUND': 'malformed',
  'AGENT.START': 'failed',
  'AGENT.EXITED': 'failed',
  'AGENT.PROTOCOL': 'failed',
  'AGENT.MODEL': 'malformed',
  'AGENT.REFUSED': 'failed',
  'AGENT.EMPTY': 'failed',
  'AGENT.TIMEOUT': 'failed',
  'STORE.NO_SERVER': 'failed',
  'STORE.START': 'failed',
  'STORE.UNREACHABLE': 'failed',
  'STORE.WRITE': 'failed',
  'STORE.CORRUPT': 'failed',
  DATA_DIR: 'malformed',
  /** The data directory is not ours: a link, another user's, tracked by git. */
  'DATA_DIR.REFUSED': 'malformed',
  CONSENT: 'failed',
  EDITOR: 'failed',
  GIT: 'failed',
  PORT: 'failed',
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type AdapterErrorCode = keyof typeof ADAPTER_ERRORS;

interface AdapterErrorOptions extends AppErrorOptions {
  /** False unless given. */
  readonly retryable?: boolean;
  readonly failure?: AgentFailure | undefined;
}

/** Something outside failed: the agent, the server, the disk, git. `retryable` says whether trying again can help. */
export class AdapterError extends AppError<AdapterErrorCode> {
  readonly retryable: boolean;
  /** Why the agent could not continue; undefined if that is not known, and for other errors. */
  readonly failure: AgentFailure | undefined;

  constructor(code: AdapterErrorCode, problem: string, options: AdapterErrorOptions = {}) {
    super(code, ADAPTER_ERRORS[code], problem, options);
    this.retryable = options.retryable ?? false;
    this.failure = options.failure;
  }
}

const KINDS: Readonly<Record<string, ErrorKind>> = {
  ...DOMAIN_ERRORS,
  ...APPLICATION_ERRORS,
  ...ADAPTER_ERRORS,
  INPUT: 'malformed',
  CONFIG: 'malformed',
};

/** The kind of an error that another process raised; `failed` for a code that this one does not know. */
export function kindOfCode(code: string): ErrorKind {
  return KINDS[code] ?? 'failed';
}
