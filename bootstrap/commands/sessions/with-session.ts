// Opens what a command about one session needs, for as long as it works.
import { findRunningBuild } from '../../../adapters/files/run-file.ts';
import { PROCESS_FACTS } from '../../../adapters/process/process-facts.ts';
import type { Session } from '../../../application/session/session.ts';
import { SessionRegistry } from '../../../application/session/session-registry.ts';
import type { SessionName } from '../../../domain/session/session-name.ts';
import type { Environment } from '../../environment.ts';
import { loadSettings } from '../load-settings.ts';
import { type OpenSessions, openSessions } from '../open-sessions.ts';

export interface OpenedSession extends OpenSessions {
  readonly session: Session;
  /** Whether a live build has it. */
  readonly isRunning: boolean;
}

/** Throws `SESSION.NOT_FOUND` for a session that does not exist, naming those that do. */
export async function withSession<T>(
  name: SessionName,
  flags: Readonly<Record<string, string | boolean>>,
  environment: Environment,
  work: (opened: OpenedSession) => Promise<T>,
): Promise<T> {
  const { config } = loadSettings(flags, environment);
  const opened = await openSessions(config, environment);
  try {
    const session = await opened.container.get(SessionRegistry).existing(name);
    return await work({
      ...opened,
      session,
      isRunning: findRunningBuild(config.dataDir, name, PROCESS_FACTS) !== undefined,
    });
  } finally {
    await opened.close();
  }
}
