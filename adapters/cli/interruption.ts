// What ends a run from outside: the first signal asks it to end in order, a second one ends it at once.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 130 } as const;

export interface Interruption {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** The signal that came, if one did. */
  by(): NodeJS.Signals | undefined;
  /** As if the user had pressed Ctrl+C: for a program that has the keyboard itself. */
  interrupt(): void;
  /** Signals have their usual effect again. */
  stop(): void;
}

/** Listens from now on. `tell` gets a line for the user. */
export function interruption(tell: (text: string) => void): Interruption {
  const controller = new AbortController();
  let cause: NodeJS.Signals | undefined;
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    // A window that is closed is told of more than once: by the terminal, by the shell, by the kernel.
    if (cause !== undefined && signal === 'SIGHUP') return;
    // Processes of agents and hooks are ended by listeners on `exit`.
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

/** For commands that are over in a moment: a signal ends them at once, and what they opened is left on the way out. */
export function exitOnSignals(): void {
  for (const signal of SIGNALS) process.once(signal, () => process.exit(EXIT_CODES[signal]));
}
