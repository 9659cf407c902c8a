// Facts about the messages a user sends to the agent.
import type { MessageId } from './message.ts';

export type MessageEvent =
  | {
      readonly type: 'UserMessageSent';
      readonly data: {
        readonly id: MessageId;
        readonly text: string;
        /** The agent's turn is to be cancelled for it. */
        readonly now: boolean;
      };
    }
  /** The agent has answered the prompt that carried these messages. */
  | { readonly type: 'UserMessagesDelivered'; readonly data: { readonly ids: readonly MessageId[] } };
