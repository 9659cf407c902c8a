// Handles signals: the first one ends the run in order, a second one ends the process immediately.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 130 } as const;

export interface Interruption {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** Returns the first signal, undefined if there was none. */
  by(): NodeJS.Signals | undefined;
  /** Has the effect of Ctrl+C, for a user interface that reads the keyboard itself. */
  interrupt(): void;
  /** Stops handling signals. */
  stop(): void;
}

/** Starts handling signals. `tell` receives lines for the user. */
export function interruption(tell: (text: string) => void): Interruption {
  const controller = new AbortController();
  let cause: NodeJS.Signals | undefined;
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    // Closing a window sends SIGHUP more than once: from the terminal, from the shell and from the kernel.
    if (cause !== undefined && signal === 'SIGHUP') return;
    // Listeners on `exit` end the processes of agents and hooks.
    if (cause !== undefined) process.exit(EXIT_CODES[signal]);
    cause = signal;
    if (signal === 'SIGINT') tell('\ninterrupting; press Ctrl+C again to force quit\n');
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    by: () => cause,
    interrupt: () => onSignal('SIGINT'),
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** Makes every signal exit immediately, for short commands. Listeners on `exit` release what they opened. */
export function exitOnSignals(): void {
  for (const signal of SIGNALS) process.once(signal, () => process.exit(EXIT_CODES[signal]));
}
