// The state of a session's messages, which keeps those waiting for delivery; folds message events.
import { foldOf } from '../fold.ts';
import type { MessageEvent } from './message.events.ts';
import type { UserMessage } from './message.ts';

export interface MessageState {
  /** Sent but not yet delivered, oldest first. */
  readonly pendingMessages: readonly UserMessage[];
  readonly messagesSent: number;
}

export const NO_MESSAGES: MessageState = { pendingMessages: [], messagesSent: 0 };

export const messageFold = foldOf<MessageState, MessageEvent>({
  UserMessageSent: ({ pendingMessages, messagesSent }, message) => ({
    pendingMessages: [...pendingMessages, message],
    messagesSent: messagesSent + 1,
  }),
  UserMessagesDelivered: (state, { ids }) => ({
    ...state,
    pendingMessages: state.pendingMessages.filter(({ id }) => !ids.includes(id)),
  }),
});
