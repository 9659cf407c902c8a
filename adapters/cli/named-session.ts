// Finds the session that a command is about.
import type { Environment } from '../../application/environment.ts';
import { InputError } from '../../application/errors.ts';
import { type SessionName, sessionName } from '../../domain/session/session-name.ts';

/**
 * Returns the given name, else that of ITERATR_SESSION. Throws `InputError` without either, `SESSION.INVALID_NAME` for a
 * bad one.
 */
export function namedSession(given: string | undefined, { env }: Pick<Environment, 'env'>): SessionName {
  const named = given ?? env.ITERATR_SESSION;
  if (named === undefined) {
    throw new InputError('no session is named', { remedy: 'pass --name <session> or set ITERATR_SESSION' });
  }
  return sessionName(named);
}
