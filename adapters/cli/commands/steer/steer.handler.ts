// Records the user's request in the session, where an active run sees it.

import type { Environment } from '../../../../application/environment.ts';
import type { RunRegistry } from '../../../../application/ports/run-registry.port.ts';
import { beforeChange } from '../../../../application/session/before-change.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import type { MessageId } from '../../../../domain/message/message.ts';
import type { SessionEvent } from '../../../../domain/session/session.events.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { SteerRequest } from './steer.command.ts';

/** Who may carry out the request: a build on this machine; nobody known, as after a crash or with a build elsewhere; nobody. */
type Runner = 'here' | 'unknown' | 'none';

export class SteerHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly runs: Pick<RunRegistry, 'isRunning'>,
    private readonly environment: Environment,
    private readonly console: Console,
  ) {}

  /** Returns the exit code. Throws `SESSION.NOT_FOUND` for an unknown session. */
  async handle(request: SteerRequest): Promise<number> {
    const name = namedSession(request.session, this.environment);
    exitOnSignals();
    const session = await beforeChange(this.sessions.existing(name));
    const { events, state } = await session.execute(request.command, 'user');
    const runner = state.runOpen ? (this.runs.isRunning(name) ? 'here' : 'unknown') : 'none';
    const lines =
      events.length === 0 ? [unchanged(runner)] : events.flatMap((event) => answerTo(event, runner));
    for (const line of lines) this.console.out(`${line}\n`);
    return EXIT.ok;
  }
}

function unchanged(runner: Runner): string {
  return runner === 'none' ? 'nothing to change: no build runs the session' : 'nothing to change';
}

function answerTo(event: SessionEvent, runner: Runner): string[] {
  switch (event.type) {
    case 'UserMessageSent':
      return [sent(event.data, runner)];
    case 'SessionRestarted':
      return ['the session was complete; the next `iteratr build` continues it'];
    case 'PauseRequested':
      return [
        runner === 'here' ? 'the run pauses after its current iteration' : `pause requested; ${ELSEWHERE}`,
      ];
    case 'ResumeRequested':
      return [runner === 'here' ? 'the run continues' : `resume requested; ${ELSEWHERE}`];
    default:
      return [];
  }
}

const ELSEWHERE = 'no build on this machine runs the session, only one on another machine can act on it';

function sent({ id, now }: { readonly id: MessageId; readonly now: boolean }, runner: Runner): string {
  switch (runner) {
    case 'here':
      return `${id} sent${now ? ', to be read now' : ''}`;
    case 'unknown':
      return `${id} recorded; no build on this machine runs the session, the next one delivers it`;
    case 'none':
      return `${id} recorded; no build runs the session, the next one delivers it`;
    default:
      return runner satisfies never;
  }
}
