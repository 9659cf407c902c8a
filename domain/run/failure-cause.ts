// Why an agent could not continue, and what the loop does about it.

/**
 * `wait`: it passes by itself, so the loop waits and counts neither a failure nor an iteration. `stop`: only the user can fix it.
 * `retry`: the iteration has failed, and the next one may succeed.
 */
type FailureEffect = 'wait' | 'stop' | 'retry';

interface CauseFacts {
  readonly effect: FailureEffect;
  /** Completes the sentence "the agent waits: …" or "the agent failed: …". */
  readonly wording: string;
}

const TABLE = {
  /** Too many requests or tokens in a short time. */
  rate_limited: { effect: 'wait', wording: 'the provider limits the rate of requests' },
  /** The usage of some hours or days is used up. */
  usage_window: { effect: 'wait', wording: 'the usage limit of the account is reached' },
  /** The provider lacks capacity. */
  overloaded: { effect: 'wait', wording: 'the provider is overloaded' },
  /** The provider cannot be reached. */
  network: { effect: 'wait', wording: 'the provider cannot be reached' },
  /** The account cannot pay. */
  credit: { effect: 'stop', wording: 'the account has no credit left' },
  /** The agent is not logged in, or its key is not accepted. */
  login: { effect: 'stop', wording: 'the agent is not logged in' },
  /** The conversation is longer than the model allows; a fresh context may be short enough. */
  context_too_long: { effect: 'retry', wording: 'the context is too long for the model' },
  /** The process exited. */
  crashed: { effect: 'retry', wording: 'the agent crashed' },
  /** Nothing came from the agent for too long. */
  hung: { effect: 'retry', wording: 'the agent hung' },
  /** The agent broke the protocol. */
  protocol: { effect: 'retry', wording: 'the agent broke the protocol' },
} as const satisfies Readonly<Record<string, CauseFacts>>;

export type FailureCause = keyof typeof TABLE;

export const FAILURE_CAUSE: Readonly<Record<FailureCause, CauseFacts>> = TABLE;

export const FAILURE_CAUSES = Object.keys(TABLE) as readonly FailureCause[];
