// A message from the user to the agent, delivered after the agent's current turn.

declare const brand: unique symbol;
/** `MSG-1`, `MSG-2` … numbered in the order they were sent. */
export type MessageId = string & { readonly [brand]: 'MessageId' };

export interface UserMessage {
  readonly id: MessageId;
  readonly text: string;
  readonly now: boolean;
}

export function messageId(number: number): MessageId {
  return `MSG-${number}` as MessageId;
}
