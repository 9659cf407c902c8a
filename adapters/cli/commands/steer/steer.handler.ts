// Records the user's request in the session, where an active run sees it.
import type { Environment } from '../../../../application/environment.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import type { SessionEvent } from '../../../../domain/session/session.events.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { SteerRequest } from './steer.command.ts';

export class SteerHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly environment: Environment,
    private readonly console: Console,
  ) {}

  /** Returns the exit code. Throws `SESSION.NOT_FOUND` for an unknown session. */
  async handle(request: SteerRequest): Promise<number> {
    const name = namedSession(request.session, this.environment);
    exitOnSignals();
    const session = await this.sessions.existing(name);
    const { events } = await session.execute(request.command, 'user');
    const lines = events.length === 0 ? ['nothing to change'] : events.flatMap(answerTo);
    for (const line of lines) this.console.out(`${line}\n`);
    return EXIT.ok;
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
