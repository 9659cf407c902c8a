// Sends notifications to the place that the user configured: a URL or a command.

/** `answer`: what the receiver said, on one line; '' for nothing. */
export interface Delivered {
  readonly ok: true;
  readonly answer: string;
}

export interface Undelivered {
  readonly ok: false;
  /** The same for failures that the user need not see twice, such as `HTTP 503`. */
  readonly kind: string;
  /** One line that says what went wrong, with the receiver but without its secrets. */
  readonly problem: string;
}

export interface Notifier {
  /**
   * Delivers one JSON document and tries again where that can help. Never throws. An abort of `signal` ends the delivery soon;
   * nothing that it started is left then.
   */
  deliver(json: string, signal: AbortSignal): Promise<Delivered | Undelivered>;
}
