// A message from the user to the agent, delivered after the agent's current turn.

import type { WorkerName } from '../worker/worker.ts';

declare const brand: unique symbol;
/** `MSG-1`, `MSG-2` … numbered in the order they were sent. */
export type MessageId = string & { readonly [brand]: 'MessageId' };

export interface UserMessage {
  readonly id: MessageId;
  readonly text: string;
  readonly now: boolean;
  /** The worker that it is for; absent for all. */
  readonly to?: WorkerName;
  /** The workers that have got one that is for all; absent for none. */
  readonly deliveredTo?: readonly WorkerName[];
}

export function messageId(number: number): MessageId {
  return `MSG-${number}` as MessageId;
}
