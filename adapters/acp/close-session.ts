// Closes sessions of the agent that are no longer needed: some agents keep hundreds of megabytes for each.
import { within } from '../../application/async/time-limit.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { AgentConnection } from './agent-connection.ts';

/** Long enough to end a process, and short enough not to hold up a turn. */
const TIME_LIMIT_MS = 2_000;

/**
 * Sends `session/close` if the agent supports it. Resolves with the agent's answer or after the time limit; does not wait at
 * all for an agent that has missed the limit before. Never rejects: failures are logged.
 * https://agentclientprotocol.com/protocol/schema (CloseSessionRequest)
 */
export async function closeSession(
  connection: AgentConnection,
  sessionId: string,
  logger: Logger,
): Promise<void> {
  if (!connection.canClose) return;
  const answered = connection.request('session/close', { sessionId }).then(
    () => undefined,
    (error: unknown) => {
      logger.debug('The agent did not close a session', { session: sessionId, error });
    },
  );
  if (connection.closesLate) return;
  if ((await within(TIME_LIMIT_MS, answered)) === 'late') {
    connection.closesLate = true;
    logger.debug('The agent takes long to close a session', { session: sessionId, limitMs: TIME_LIMIT_MS });
  }
}
