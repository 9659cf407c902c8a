// `iteratr message`, `pause`, `resume`: records the request in the session, where a run that is going on sees it.
import type { SteerRequest } from '../../adapters/cli/commands/steer.commands.ts';
import { SessionRegistry } from '../../application/session/session-registry.ts';
import type { SessionEvent } from '../../domain/session/session.events.ts';
import type { Environment } from '../environment.ts';
import { exitOnSignals } from '../interruption.ts';
import { loadSettings } from './load-settings.ts';
import { namedSession } from './named-session.ts';
import { openSessions } from './open-sessions.ts';

/** Throws `SESSION.NOT_FOUND` for a session that does not exist. */
export async function steerSession(request: SteerRequest, environment: Environment): Promise<string[]> {
  const name = namedSession(request.session, environment);
  const { config } = loadSettings(request.config, environment);
  exitOnSignals();
  const sessions = await openSessions(config, environment);
  try {
    const session = await sessions.container.get(SessionRegistry).existing(name);
    const { events } = await session.execute(request.command, 'user');
    return events.length === 0 ? ['nothing to change'] : events.flatMap(answerTo);
  } finally {
    await sessions.close();
  }
}

function answerTo(event: SessionEvent): string[] {
  switch (event.type) {
    case 'UserMessageSent':
      return [`${event.data.id} sent${event.data.now ? ', to be read now' : ''}`];
    case 'SessionRestarted':
      return ['the session was complete; the next `iteratr build` continues it'];
    case 'PauseRequested':
      return ['the run pauses after its current iteration'];
    case 'ResumeRequested':
      return ['the run continues'];
    default:
      return [];
  }
}
