// The command line that answers a question, for the places that name it.

import type { SessionName } from '../../domain/session/session-name.ts';
import { nameFlag } from '../../domain/session/session-spec.ts';

/** Returns the command, with a placeholder for the answer. */
export function answerCommand(id: string, session: SessionName): string {
  return `iteratr answer ${id} "…" ${nameFlag(session)}`;
}
