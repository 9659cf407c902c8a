// Records the user's request in the session, where an active run sees it.

import type { Environment } from '../../../../application/environment.ts';
import { InputError } from '../../../../application/errors.ts';
import { beforeChange } from '../../../../application/session/before-change.ts';
import type { SessionClaims } from '../../../../application/session/session-claims.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { plainLine } from '../../../../application/wording/plain-text.ts';
import type { MessageId } from '../../../../domain/message/message.ts';
import type { SessionEvent } from '../../../../domain/session/session.events.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { SteerRequest } from './steer.command.ts';

const PATH_LENGTH = 500;

/** Who may carry out the request: a build; nobody, as after a crash; nobody, because the run has ended. */
type Runner = 'running' | 'crashed' | 'none';

export class SteerHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly claims: Pick<SessionClaims, 'isRunning'>,
    private readonly environment: Environment,
    private readonly console: Console,
  ) {}

  /** Returns the exit code. Throws `SESSION.NOT_FOUND` for an unknown session. */
  async handle(request: SteerRequest): Promise<number> {
    if (ACCEPTING.has(request.command.type) && isAgent(this.environment)) {
      throw new InputError('the agent cannot accept its own work', { remedy: 'only the user can' });
    }
    const name = namedSession(request.session, this.environment);
    exitOnSignals();
    const session = await beforeChange(this.sessions.existing(name));
    const { events, state } = await session.execute(request.command, 'user');
    const runner = state.runOpen ? ((await this.claims.isRunning(name)) ? 'running' : 'crashed') : 'none';
    const lines =
      events.length === 0 ? [unchanged(runner)] : events.flatMap((event) => answerTo(event, runner));
    for (const line of lines) this.console.out(`${line}\n`);
    return EXIT.ok;
  }
}

const ACCEPTING: ReadonlySet<string> = new Set(['AcceptTask', 'AcceptFoundChanges']);

/** Whether this process was started by the agent of a build. */
function isAgent({ env }: Environment): boolean {
  return env.ITERATR_AGENT_MARK !== undefined;
}

function unchanged(runner: Runner): string {
  return runner === 'none' ? 'nothing to change: no build runs the session' : 'nothing to change';
}

function answerTo(event: SessionEvent, runner: Runner): string[] {
  switch (event.type) {
    case 'UserMessageSent':
      return [sent(event.data, runner)];
    case 'TaskAccepted':
      return [`${event.data.id} accepted`];
    case 'ProtectedFilesAccepted':
      return event.data.files.map(({ path }) => `${plainLine(path, PATH_LENGTH)} accepted`);
    case 'SessionRestarted':
      return ['the session was complete; the next `iteratr build` continues it'];
    case 'PauseRequested':
      return [
        runner === 'running' ? 'the run pauses after its current iteration' : `pause requested, ${CRASHED}`,
      ];
    case 'ResumeRequested':
      return [runner === 'running' ? 'the run continues' : `resume requested, ${CRASHED}`];
    default:
      return [];
  }
}

const CRASHED = 'but the build of the session is gone, so nothing acts on it';

function sent({ id, now }: { readonly id: MessageId; readonly now: boolean }, runner: Runner): string {
  switch (runner) {
    case 'running':
      return `${id} sent${now ? ', to be read now' : ''}`;
    case 'crashed':
      return `${id} recorded; the build of the session is gone, the next one delivers it`;
    case 'none':
      return `${id} recorded; no build runs the session, the next one delivers it`;
    default:
      return runner satisfies never;
  }
}
