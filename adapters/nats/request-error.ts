// Words the error of a request that could not be carried out.
import { AdapterError } from '../../application/errors.ts';
import type { PassingFailure } from '../../application/waiting/outage.ts';
import { formatDuration } from '../../application/wording/duration.ts';
import { AppError } from '../../domain/errors.ts';
import { forbidden, isForbidden } from './forbidden.ts';
import { isNoResponders } from './store-errors.ts';
import type { StorePlace } from './store-failure.ts';

export interface FailedRequest {
  /** Completes "could not …"; '' for opening the store. */
  readonly doing: string;
  readonly place: StorePlace;
  /** What is wrong, if it may pass. */
  readonly failure: PassingFailure | undefined;
  readonly waitedMs: number;
  /** For a request that changes something: whether the change may have been stored. */
  readonly mayBeStored?: boolean;
}

/** Returns the error to throw for `error`. An `AppError` is returned unchanged if the failure is not one that may pass. */
export function requestError(error: unknown, request: FailedRequest): Error {
  const { doing, place, failure, waitedMs, mayBeStored } = request;
  const could = doing === '' ? '' : `could not ${doing}: `;
  if (failure) {
    const waited = waitedMs === 0 ? '' : ` (waited ${formatDuration(waitedMs)})`;
    const stored =
      mayBeStored === undefined ? '' : `; the change ${mayBeStored ? 'may have been' : 'was not'} stored`;
    const look = mayBeStored ? 'look at the session before you try again, and ' : '';
    return new AdapterError(failure.code, `${could}${failure.problem}${waited}${stored}`, {
      cause: error,
      retryable: true,
      remedy: `${look}${failure.remedy}`,
    });
  }
  if (error instanceof AppError) return error;
  if (isNoResponders(error)) {
    const problem = `${could}the NATS server answers, but without JetStream`;
    return new AdapterError('STORE.UNREACHABLE', problem, { cause: error, remedy: place.withoutJetStream });
  }
  if (isForbidden(error)) return forbidden(error, could);
  const detail = error instanceof Error ? error.message : String(error);
  return new AdapterError('STORE.WRITE', `${could}${detail}`, { cause: error });
}
