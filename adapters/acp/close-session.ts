// Tells an agent that a session is not needed any more: some keep a process of hundreds of megabytes for each.
import { within } from '../../application/async/time-limit.ts';
import type { Logger } from '../../application/ports/logger.port.ts';
import type { AgentConnection } from './agent-connection.ts';

/** Long enough to end a process; a turn is not held up for longer. */
const TIME_LIMIT_MS = 2_000;

/**
 * Sends `session/close` where the agent announces it. Resolves when it has answered, or after the time limit; an agent that
 * missed the limit once is told, but not waited for again. Never rejects: a failure is logged.
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
