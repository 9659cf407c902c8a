// The errors that use-cases and adapters raise. Errors for broken rules are in `domain/errors.ts`.
import { AppError, type AppErrorOptions, DOMAIN_ERRORS, type ErrorKind } from '../domain/errors.ts';
import type { AgentFailure } from './ports/agent.port.ts';

/** Every error code of the application and its kind. */
const APPLICATION_ERRORS = {
  /** Another process appended first: read the new events and decide again. */
  CONFLICT: 'failed',
  /** The stream ends before the requested version: the session was reset or deleted meanwhile. */
  'STREAM.RESET': 'failed',
  'SESSION.NOT_FOUND': 'refused',
  'SESSION.BUSY': 'malformed',
  'SESSION.EXISTS': 'refused',
  /** A newer version has recorded what this one does not know: the session is only read. */
  'SESSION.NEWER': 'refused',
  /** A rename to this name was interrupted. The session cannot be used until the rename is repeated. */
  'SESSION.UNFINISHED': 'refused',
  /** Another process has taken over the session that this process runs. */
  'CLAIM.LOST': 'failed',
  'BACKUP.NONE': 'refused',
  'SPEC.UNREADABLE': 'malformed',
  'SPEC.UNWRITABLE': 'failed',
  'TEMPLATE.UNREADABLE': 'malformed',
  'TEMPLATE.BROKEN': 'malformed',
  CANCELLED: 'interrupted',
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type ApplicationErrorCode = keyof typeof APPLICATION_ERRORS;

/** The request is valid, but cannot be carried out in the current state. */
export class ApplicationError extends AppError<ApplicationErrorCode> {
  constructor(code: ApplicationErrorCode, problem: string, options?: AppErrorOptions) {
    super(code, APPLICATION_ERRORS[code], problem, options);
  }
}

/** The caller's input is malformed. A valid request that a rule refuses is a `DomainError`. */
export class InputError extends AppError<'INPUT'> {
  constructor(problem: string, options?: AppErrorOptions) {
    super('INPUT', 'malformed', problem, options);
  }
}

/** A configuration file, environment variable or flag has an invalid value. */
export class ConfigError extends AppError<'CONFIG'> {
  constructor(problem: string, options?: AppErrorOptions) {
    super('CONFIG', 'malformed', problem, options);
  }
}

/** Every error code of the adapters and its kind. */
const ADAPTER_ERRORS = {
  'AGENT.NOT_FOUND': 'malformed',
  'AGENT.START': 'failed',
  'AGENT.EXITED': 'failed',
  'AGENT.PROTOCOL': 'failed',
  'AGENT.MODEL': 'malformed',
  'AGENT.MODE': 'malformed',
  'AGENT.REFUSED': 'failed',
  'AGENT.EMPTY': 'failed',
  'AGENT.TIMEOUT': 'failed',
  /** The command of a check does not exist. */
  'CHECK.NOT_FOUND': 'malformed',
  'STORE.NO_SERVER': 'failed',
  'STORE.START': 'failed',
  'STORE.UNREACHABLE': 'failed',
  'STORE.WRITE': 'failed',
  /** The store has no room for more events. */
  'STORE.FULL': 'failed',
  'STORE.CORRUPT': 'failed',
  /** The store has files of sessions that the server does not know. Nothing is written to it. */
  'STORE.DAMAGED': 'failed',
  /** The store was removed or replaced while it was in use. */
  'STORE.LOST': 'failed',
  BACKUP: 'failed',
  DATA_DIR: 'malformed',
  /** The data directory is unsafe to use: it is a link, belongs to another user or is tracked by git. */
  'DATA_DIR.REFUSED': 'malformed',
  CONSENT: 'failed',
  EDITOR: 'failed',
  GIT: 'failed',
  PORT: 'failed',
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type AdapterErrorCode = keyof typeof ADAPTER_ERRORS;

interface AdapterErrorOptions extends AppErrorOptions {
  /** Defaults to false. */
  readonly retryable?: boolean;
  readonly failure?: AgentFailure | undefined;
}

/** Something outside iteratr failed: the agent, the server, the disk or git. `retryable` tells whether a retry can help. */
export class AdapterError extends AppError<AdapterErrorCode> {
  readonly retryable: boolean;
  /** Why the agent could not continue; undefined if unknown, and for all other errors. */
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

/** Returns the kind of an error that another process raised, `failed` for an unknown code. */
export function kindOfCode(code: string): ErrorKind {
  return KINDS[code] ?? 'failed';
}
