// Renames a session, and keeps builds from running it meanwhile.
import type { HoldSessions } from '../../../../application/session/hold-sessions.ts';
import type { RenameSession } from '../../../../application/session/rename-session.ts';
import type { SessionRegistry } from '../../../../application/session/session-registry.ts';
import { sessionName } from '../../../../domain/session/session-name.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import type { RenameRequest } from './sessions-change.command.ts';

export class RenameSessionHandler {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly hold: HoldSessions,
    private readonly renaming: RenameSession,
    private readonly console: Console,
  ) {}

  async handle({ from, to }: RenameRequest): Promise<number> {
    const [oldName, newName] = [sessionName(from), sessionName(to)];
    exitOnSignals();
    await this.sessions.existing(oldName);
    return this.hold.during([oldName, newName], async () => {
      await this.renaming.execute(oldName, newName);
      this.console.out(`session "${oldName}" was renamed to "${newName}"\n`);
      return EXIT.ok;
    });
  }
}
