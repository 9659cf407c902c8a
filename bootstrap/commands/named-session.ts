// Which session a command is about.
import { InputError } from '../../application/errors.ts';
import { type SessionName, sessionName } from '../../domain/session/session-name.ts';
import type { Environment } from '../environment.ts';

/** The one given, else that of the environment. Throws `InputError` when there is neither, `SESSION.INVALID_NAME`. */
export function namedSession(given: string | undefined, { env }: Environment): SessionName {
  const named = given ?? env.ITERATR_SESSION;
  if (named === undefined) {
    throw new InputError('no session is named: give --name <session> or set ITERATR_SESSION');
  }
  return sessionName(named);
}
