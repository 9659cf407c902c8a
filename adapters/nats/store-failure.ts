// Recognizes failures of the store that may pass by themselves, so that a request can wait.
import { NatsError, type ServerInfo } from 'nats';
import { AdapterError } from '../../application/errors.ts';
import type { PassingFailure } from '../../application/waiting/outage.ts';
import { API_ERROR, apiErrorCode, isConnectionLost, isNoResponders } from './store-errors.ts';

/** Where the store is, in the words of its messages. */
export interface StorePlace {
  /** The server, such as `the NATS server at nats://host:4222`. */
  readonly server: string;
  /** Whether it is an external server. */
  readonly isOthers: boolean;
  /** Whose room counts: the data directory, or the disk of an external server. */
  readonly room: string;
  /** What to do when the server answers, but without JetStream. */
  readonly withoutJetStream: string;
}

/** JetStream cannot answer now: no leader, no quorum, not all servers are known, or the stream is being recovered. */
const NOT_READY: ReadonlySet<number> = new Set([
  10_004, // incomplete results
  10_005, // no suitable peers for placement
  10_006, // clustering is not active
  10_008, // temporarily unavailable
  10_009, // not the leader
  10_041, // Raft error
  10_118, // stream is offline
  // A missing stream is created, so this is one that not all servers of the cluster know yet.
  API_ERROR.streamNotFound,
]);

/** A cluster has not decided on an append, which can be an earlier attempt of the same one. */
const UNDECIDED: ReadonlySet<number> = new Set([
  API_ERROR.wrongLastSequenceForNow,
  API_ERROR.messageIdInProcess,
]);

/** The server has no room: its disk is full, or its limit or that of the account is reached. */
const NO_ROOM: ReadonlySet<number> = new Set([10_002, 10_023, 10_047]);
const NO_SPACE = /no space left|quota exceeded|file too large/i;
const NO_SPACE_CODES: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/** Returns what is wrong; undefined for a failure that waiting does not help: credentials, permissions, no JetStream … */
export function passingFailure(
  error: unknown,
  { server, room }: StorePlace,
  info?: ServerInfo,
): PassingFailure | undefined {
  if (isNoRoom(error)) {
    const problem = `the disk is full: ${room}`;
    return { cause: 'full', code: 'STORE.FULL', problem, remedy: 'make room and try again' };
  }
  const away = (what: string): PassingFailure => ({
    cause: 'away',
    code: 'STORE.UNREACHABLE',
    problem: what,
    remedy: 'check that it is running',
  });
  if (error instanceof AdapterError) {
    if (error.code !== 'STORE.UNREACHABLE' || !error.retryable) return undefined;
    return { ...away(error.problem), ...(error.remedy !== undefined && { remedy: error.remedy }) };
  }
  if (isConnectionLost(error)) {
    const isGone = error instanceof NatsError && error.code === 'DISCONNECT';
    return away(`${server} ${isGone ? 'cannot be reached' : 'does not answer'}`);
  }
  if (isNotReady(error, info)) return away(`${server} has no JetStream leader, or JetStream is not ready`);
  return undefined;
}

/** Whether the server has certainly not carried out the request that failed in this way. */
export function isRefusal(error: unknown): boolean {
  const code = apiErrorCode(error);
  return code === undefined ? isNoResponders(error) : !UNDECIDED.has(code);
}

function isNotReady(error: unknown, info: ServerInfo | undefined): boolean {
  const code = apiErrorCode(error);
  // A leader that has just been elected may not know a stream that another one has created.
  if (code === API_ERROR.streamNotFound) return info?.cluster !== undefined;
  if (code !== undefined) return NOT_READY.has(code) || UNDECIDED.has(code);
  if (!isNoResponders(error)) return false;
  // In a cluster, other servers than this one may have JetStream.
  return info?.jetstream === true || info?.cluster !== undefined;
}

function isNoRoom(error: unknown): boolean {
  if (error instanceof AdapterError && error.code === 'STORE.FULL') return true;
  const code = apiErrorCode(error);
  if (code !== undefined && NO_ROOM.has(code)) return true;
  if (code === API_ERROR.storeFailed) return NO_SPACE.test((error as NatsError).api_error?.description ?? '');
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (NO_SPACE_CODES.has((cause as NodeJS.ErrnoException).code)) return true;
  }
  return false;
}
