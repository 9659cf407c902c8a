// `iteratr sessions`: the list.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CliOutput } from '../../../adapters/cli/cli.ts';
import type { SessionsActions } from '../../../adapters/cli/commands/sessions.command.ts';
import { sessionTable } from '../../../adapters/cli/report/session-list.ts';
import { ListSessions } from '../../../application/session/list-sessions.ts';
import type { SessionSummary } from '../../../application/session/session-summary.ts';
import type { Environment } from '../../environment.ts';
import { exitOnSignals } from '../../interruption.ts';
import { loadSettings } from '../load-settings.ts';
import { openSessions } from '../open-sessions.ts';

export async function listSessions(
  { json, config: flags }: Parameters<SessionsActions['list']>[0],
  environment: Environment,
  { out }: CliOutput,
): Promise<number> {
  const { config } = loadSettings(flags, environment);
  exitOnSignals();
  // Looking is no reason to make a store.
  const isEmpty = config.natsUrl === '' && !existsSync(join(config.dataDir, 'jetstream'));
  const sessions = isEmpty ? [] : await stored();
  if (json) out(`${JSON.stringify(sessions)}\n`);
  else if (sessions.length === 0) {
    out(
      `there are no sessions yet in ${config.dataDir}; start one with \`iteratr build --spec specs/feature.md\`\n`,
    );
  } else for (const line of sessionTable(sessions, new Date())) out(`${line}\n`);
  return 0;

  async function stored(): Promise<SessionSummary[]> {
    const opened = await openSessions(config, environment);
    try {
      return await opened.container.get(ListSessions).execute();
    } finally {
      await opened.close();
    }
  }
}
