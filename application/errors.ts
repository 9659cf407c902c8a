// Errors that use-cases and adapters raise, apart from broken domain rules.
import { AppError } from '../domain/errors.ts';
import type { AgentFailure } from './ports/agent.port.ts';

export type ApplicationErrorCode =
  /** Somebody else appended first: read again and decide again. */
  | 'CONFLICT'
  /** The stream ends before the version asked for: the session was reset or deleted in between. */
  | 'STREAM.RESET'
  | 'SESSION.NOT_FOUND'
  | 'SESSION.BUSY'
  | 'SESSION.EXISTS'
  /** A rename to this name was cut off, and counts for nothing until it is done. */
  | 'SESSION.UNFINISHED'
  | 'SPEC.UNREADABLE'
  | 'SPEC.UNWRITABLE'
  | 'TEMPLATE.UNREADABLE'
  | 'TEMPLATE.BROKEN'
  | 'CANCELLED';

/** What was asked cannot be done in the present state of things. */
export class ApplicationError extends AppError<ApplicationErrorCode> {}

/** The caller's input is malformed (exit code 2), unlike a well-formed request that a rule refuses (exit code 1). */
export class InputError extends AppError<'INPUT'> {
  constructor(message: string, options?: ErrorOptions) {
    super('INPUT', message, options);
  }
}

/** A configuration file, environment variable or flag has a value that cannot be used. */
export class ConfigError extends AppError<'CONFIG'> {
  constructor(message: string, options?: ErrorOptions) {
    super('CONFIG', message, options);
  }
}

export type AdapterErrorCode =
  | 'AGENT.NOT_FOUND'
  | 'AGENT.START'
  | 'AGENT.EXITED'
  | 'AGENT.PROTOCOL'
  | 'AGENT.MODEL'
  | 'AGENT.REFUSED'
  | 'AGENT.EMPTY'
  | 'AGENT.TIMEOUT'
  | 'STORE.NO_SERVER'
  | 'STORE.START'
  | 'STORE.UNREACHABLE'
  | 'STORE.WRITE'
  | 'STORE.CORRUPT'
  | 'DATA_DIR'
  | 'CONSENT'
  /** The data directory is not ours: a link, another user's, tracked by git. */
  | 'DATA_DIR.REFUSED'
  | 'EDITOR'
  | 'GIT'
  | 'PORT';

interface AdapterErrorOptions extends ErrorOptions {
  /** False unless given. */
  readonly retryable?: boolean;
  readonly failure?: AgentFailure | undefined;
}

/** Something outside failed: the agent, the server, the disk, git. `retryable` says whether trying again can help. */
export class AdapterError extends AppError<AdapterErrorCode> {
  readonly retryable: boolean;
  /** Why the agent could not go on; undefined where that is not known, and for errors of others. */
  readonly failure: AgentFailure | undefined;

  constructor(code: AdapterErrorCode, message: string, options: AdapterErrorOptions = {}) {
    super(code, message, options);
    this.retryable = options.retryable ?? false;
    this.failure = options.failure;
  }
}
