// The rules for messages: a message has text, and only pending messages are delivered.
import { DomainError } from '../errors.ts';
import type { WorkerName } from '../worker/worker.ts';
import type { MessageEvent } from './message.events.ts';
import type { MessageState } from './message.state.ts';
import { type MessageId, messageId } from './message.ts';

export type MessageCommand =
  | {
      readonly type: 'SendMessage';
      readonly text: string;
      readonly now: boolean;
      /** The worker that it is for; absent for all. */
      readonly to?: WorkerName | undefined;
    }
  | { readonly type: 'ConfirmDelivery'; readonly ids: readonly MessageId[] };

/** Returns the events of a command, [] if nothing changes. Ignores delivered messages. Throws `MESSAGE.EMPTY`. */
export function decideMessages(command: MessageCommand, state: MessageState): MessageEvent[] {
  switch (command.type) {
    case 'SendMessage': {
      const { text, now, to } = command;
      if (text.trim() === '') {
        throw new DomainError('MESSAGE.EMPTY', 'the message is empty', {
          remedy: 'write what the agent should know',
        });
      }
      return [
        {
          type: 'UserMessageSent',
          data: { id: messageId(state.messagesSent + 1), text, now, ...(to && { to }) },
        },
      ];
    }
    case 'ConfirmDelivery': {
      const ids = state.pendingMessages.map(({ id }) => id).filter((id) => command.ids.includes(id));
      return ids.length === 0 ? [] : [{ type: 'UserMessagesDelivered', data: { ids } }];
    }
    default:
      return command satisfies never;
  }
}
