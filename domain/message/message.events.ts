// The events of messages that a user sends to the agent.
import type { WorkerName } from '../worker/worker.ts';
import type { MessageId } from './message.ts';

export type MessageEvent =
  | {
      readonly type: 'UserMessageSent';
      readonly data: {
        readonly id: MessageId;
        readonly text: string;
        /** Whether to cancel the agent's turn and deliver the message immediately. */
        readonly now: boolean;
        /** The worker that it is for; absent for all. */
        readonly to?: WorkerName;
      };
    }
  /** The agent has answered the prompt that carried these messages. */
  | { readonly type: 'UserMessagesDelivered'; readonly data: { readonly ids: readonly MessageId[] } };
