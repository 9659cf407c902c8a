// Tells the errors of the NATS client apart.
import { type ErrorCode, NatsError } from 'nats';

/** JetStream's error codes. */
export const API_ERROR = {
  noMessage: 10037,
  streamExists: 10058,
  streamNotFound: 10059,
  /** The server could not write; the description has the cause. */
  storeFailed: 10077,
  wrongLastSequence: 10071,
  /** A cluster's answer while another append to the subject is pending. */
  wrongLastSequenceForNow: 10164,
  /** A cluster's answer to a message id that was sent before, even if that append failed. */
  messageIdInProcess: 10158,
  /** Answers to leases, from a stream that an older version created. */
  rollupNotPermitted: 10111,
} as const;

/** Errors of the connection, not of the request: the same request can succeed on a new or restored connection. */
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

/** Returns whether nothing listens on a JetStream subject: the stream is missing, or JetStream is not enabled. */
export function isNoResponders(error: unknown): boolean {
  return error instanceof NatsError && error.code === '503' && error.api_error === undefined;
}
