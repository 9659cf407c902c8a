// Refuses to change a session in which a newer version of iteratr has recorded what this one does not know.

import type { SessionState } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { ApplicationError } from '../errors.ts';
import { plainLine } from '../wording/plain-text.ts';

const TYPE_LENGTH = 60;

/**
 * Throws `SESSION.NEWER`, which names both versions, if the state lacks the meaning of an
 * event. `own` is the version of this program.
 */
export function requireKnown(
  session: SessionName,
  { lastUnknown }: Pick<SessionState, 'lastUnknown'>,
  own: string | undefined,
): void {
  if (lastUnknown === null) return;
  const { type, program } = lastUnknown;
  const here = own === undefined ? 'this iteratr' : `iteratr ${own}`;
  const [of, wanted] =
    program === null || program === own
      ? ['another iteratr', 'a newer iteratr']
      : [`iteratr ${program}`, `iteratr ${program} or newer`];
  throw new ApplicationError(
    'SESSION.NEWER',
    `session "${session}" has events of ${of} that ${here} does not know (${plainLine(type, TYPE_LENGTH)}); nothing was stored`,
    { remedy: `use ${wanted}; this one can only read the session` },
  );
}
