// Words the error of a request that the NATS server does not permit to this user.
import { NatsError } from 'nats';
import { AdapterError } from '../../application/errors.ts';

/** Returns whether this user must not send the request, or must not receive its answer. */
export function isForbidden(error: unknown): error is NatsError {
  return error instanceof NatsError && error.isPermissionError();
}

/** Returns the error to throw. `could`: how its problem begins, such as `could not list the sessions: `, or ''. */
export function forbidden(error: NatsError, could: string): AdapterError {
  const { operation, subject = '' } = error.permissionContext ?? {};
  const what = operation === 'subscription' ? 'subscribe' : 'publish';
  // The name of an inbox is random.
  const shown = subject.startsWith('_INBOX.') ? '_INBOX.>' : subject;
  const problem = `${could}the NATS server does not permit this user to ${what} to ${shown}`;
  return new AdapterError('STORE.WRITE', problem, {
    cause: error,
    remedy: 'let its administrator allow that, or check the credentials',
  });
}
