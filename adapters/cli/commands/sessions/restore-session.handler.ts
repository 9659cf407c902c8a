// Restores a session from its backup, or lists the sessions that can be restored.
import type { HoldSessions } from '../../../../application/session/hold-sessions.ts';
import type { RestoreSession } from '../../../../application/session/restore-session.ts';
import { plural } from '../../../../application/wording/count.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { formatTime } from '../../report/format-time.ts';
import type { RestoreRequest } from './sessions-change.command.ts';

export class RestoreSessionHandler {
  constructor(
    private readonly restoring: RestoreSession,
    private readonly hold: HoldSessions,
    private readonly console: Console,
  ) {}

  async handle({ session }: RestoreRequest): Promise<number> {
    exitOnSignals();
    if (session === undefined) return this.#list();
    const name = sessionName(session);
    const copy = await this.restoring.copyOf(name);
    return this.hold.during([name], async () => {
      const { events, lastEventAt, isCut } = await this.restoring.execute(name, copy);
      const until = formatTime(lastEventAt);
      this.console.out(`restored session "${name}": ${plural(events, 'event')}, the last of ${until}\n`);
      if (isCut) this.console.err('iteratr: later events are missing or damaged in the backup\n');
      return EXIT.ok;
    });
  }

  async #list(): Promise<number> {
    const names = await this.restoring.restorable();
    for (const name of names) this.console.out(`${name}\n`);
    if (names.length === 0) this.console.err('there is nothing to restore\n');
    return EXIT.ok;
  }
}
