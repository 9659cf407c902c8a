// Resets or deletes a session, and keeps builds from running it meanwhile.
import type { Environment } from '../../../../application/environment.ts';
import { InputError } from '../../../../application/errors.ts';
import { countTasks } from '../../../../application/session/describe-session.ts';
import type { HoldSessions } from '../../../../application/session/hold-sessions.ts';
import type { RemoveSession } from '../../../../application/session/remove-session.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { plural } from '../../../../application/wording/count.ts';
import type { SessionState } from '../../../../domain/session/session.state.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { namedSession } from '../../named-session.ts';
import type { RemoveRequest } from './sessions-change.command.ts';

export class RemoveSessionHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly hold: HoldSessions,
    private readonly removal: RemoveSession,
    private readonly environment: Environment,
    private readonly console: Console,
  ) {}

  async handle({ session, how, yes }: RemoveRequest): Promise<number> {
    const { out, err, confirm } = this.console;
    const name = namedSession(session, this.environment);
    if (!yes && !confirm) {
      throw new InputError('there is no terminal to ask for confirmation', {
        remedy: `add --yes to ${how} "${name}" without confirmation`,
      });
    }
    exitOnSignals();
    await this.sessions.readable(name);
    return this.hold.during([name], async () => {
      const { session: existing, damage } = await this.sessions.readable(name);
      const loss = describeLoss(existing.state);
      const what = damage ? `It is damaged; ${loss} that can be read, and the rest,` : loss;
      const question = `${how} session "${name}"? ${what} will be lost. Type y to continue: `;
      if (!yes && !(await confirm?.(question))) {
        err('nothing was changed\n');
        return EXIT.failed;
      }
      await this.removal.execute(name);
      out(`session "${name}" was ${how === 'delete' ? 'deleted' : 'reset'}\n`);
      return EXIT.ok;
    });
  }
}

function describeLoss(state: SessionState): string {
  return [
    plural(countTasks(state).total, 'task'),
    plural(state.notes.size, 'note'),
    plural(state.iterations.last, 'iteration'),
  ].join(', ');
}
