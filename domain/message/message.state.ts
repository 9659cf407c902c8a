// The messages of a session that wait for delivery, and folding message events.
import type { MessageEvent } from './message.events.ts';
import type { UserMessage } from './message.ts';

export interface MessageState {
  /** Sent and not yet delivered, oldest first. */
  readonly pendingMessages: readonly UserMessage[];
  readonly messagesSent: number;
}

export const NO_MESSAGES: MessageState = { pendingMessages: [], messagesSent: 0 };

export function evolveMessages(
  { pendingMessages, messagesSent }: MessageState,
  event: MessageEvent,
): MessageState {
  switch (event.type) {
    case 'UserMessageSent':
      return { pendingMessages: [...pendingMessages, event.data], messagesSent: messagesSent + 1 };
    case 'UserMessagesDelivered': {
      const { ids } = event.data;
      return { pendingMessages: pendingMessages.filter(({ id }) => !ids.includes(id)), messagesSent };
    }
    default:
      return event satisfies never;
  }
}
