// Prints all sessions, as a table or as JSON.

import type { ListSessions } from '../../../../application/session/list-sessions.ts';
import { plainJson } from '../../../../application/wording/plain-text.ts';
import type { Console } from '../../console.ts';
import { EXIT } from '../../exit-codes.ts';
import { exitOnSignals } from '../../interruption.ts';
import { sessionTable } from './session-table.ts';
import type { ListRequest } from './sessions.command.ts';

export class ListSessionsHandler {
  constructor(
    private readonly sessions: ListSessions,
    /** The data directory or server where the sessions are kept. */
    private readonly place: string,
    private readonly console: Console,
  ) {}

  async handle({ json }: ListRequest): Promise<number> {
    const { out } = this.console;
    exitOnSignals();
    const sessions = await this.sessions.execute();
    if (json) out(`${plainJson(sessions)}\n`);
    else if (sessions.length === 0) {
      const next = 'start one with `iteratr build --spec specs/feature.md`';
      out(`there are no sessions yet in ${this.place}; ${next}\n`);
    } else for (const line of sessionTable(sessions, new Date())) out(`${line}\n`);
    return EXIT.ok;
  }
}
