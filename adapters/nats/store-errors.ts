// Turns what the NATS client throws into errors a person can act on.
import { type ErrorCode, NatsError } from 'nats';
import { AdapterError } from '../../application/errors.ts';
import { AppError } from '../../domain/errors.ts';

/** JetStream's own numbers for what can go wrong with a request. */
export const API_ERROR = {
  noMessage: 10037,
  streamExists: 10058,
  streamNotFound: 10059,
  wrongLastSequence: 10071,
  /** What a cluster says while another append to the subject is on its way. */
  wrongLastSequenceForNow: 10164,
  /** And of a message id that came before, even where nothing came of it. */
  messageIdInProcess: 10158,
} as const;

/** The connection, and not the request, is what failed: the same request can succeed on a new or recovered connection. */
const LOST: readonly string[] = [
  'TIMEOUT',
  'DISCONNECT',
  'CONNECTION_CLOSED',
  'CONNECTION_DRAINING',
  'CONNECTION_REFUSED',
  'CONNECTION_TIMEOUT',
  'CANCELLED',
] satisfies `${ErrorCode}`[];

export function apiErrorCode(error: unknown): number | undefined {
  return error instanceof NatsError ? error.api_error?.err_code : undefined;
}

export function isConnectionLost(error: unknown): boolean {
  return error instanceof NatsError && LOST.includes(error.code);
}

/** Nobody listens on a JetStream subject: there is no such stream, or no JetStream at all. */
export function isNoResponders(error: unknown): boolean {
  return error instanceof NatsError && error.code === '503';
}

/**
 * `doing` completes "could not …", `withoutJetStream` says what to do about a server that answers and does not store.
 * Errors of the program's own kinds pass through.
 */
export function storeError(error: unknown, doing: string, withoutJetStream: string): Error {
  if (error instanceof AppError) return error;
  if (isNoResponders(error)) {
    return new AdapterError(
      'STORE.UNREACHABLE',
      `could not ${doing}: the NATS server answers, but without JetStream`,
      { cause: error, remedy: withoutJetStream },
    );
  }
  if (isConnectionLost(error)) {
    return new AdapterError('STORE.UNREACHABLE', `could not ${doing}: the NATS server does not answer`, {
      cause: error,
      retryable: true,
      remedy: 'check that it is running',
    });
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new AdapterError('STORE.WRITE', `could not ${doing}: ${detail}`, { cause: error });
}
