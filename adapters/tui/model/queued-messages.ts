// The messages that wait above the input: sent, and not with the agent.
import type { UserMessage } from '../../../domain/message/message.ts';
import type { AppModel } from './app-model.ts';

/** The rows that they may take above the input. */
const MOST_ROWS = 3;

/** Returns the messages that wait for the agent, oldest first. */
export function queuedMessages({ session, transcript }: AppModel): readonly UserMessage[] {
  const { pendingMessages } = session;
  if (pendingMessages.length === 0) return pendingMessages;
  const { delivering } = transcript;
  return pendingMessages.filter(({ id }) => !delivering.includes(id));
}

/** Returns the number of rows for the queue: one for each message, or the last one says how many more there are. */
export function queuedRows(model: AppModel): number {
  return Math.min(MOST_ROWS, queuedMessages(model).length);
}
