// Handles signals: the first one ends the run in order, another one ends the process immediately.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 130 } as const;

/** A second signal of the same kind within this time is the same request, sent by a terminal and a process manager. */
const SAME_REQUEST_MS = 1_000;

export interface Interruption {
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** Returns the first signal, undefined if there was none. */
  by(): NodeJS.Signals | undefined;
  /** Has the effect of Ctrl+C, for a user interface that reads the keyboard itself. */
  interrupt(): void;
  /** Ends the process immediately. */
  force(): void;
  /** Calls `listener` before the process ends immediately, to print what is known. It must not wait for anything. */
  onForce(listener: () => void): void;
  /** Stops handling signals. */
  stop(): void;
}

/** Starts handling signals. `tell` receives lines for the user. */
export function interruption(tell: (text: string) => void): Interruption {
  const controller = new AbortController();
  let first: { readonly signal: (typeof SIGNALS)[number]; readonly at: number } | undefined;
  let repeated = false;
  let onForce: () => void = () => undefined;
  const force = (): void => {
    onForce();
    // Listeners on `exit` end the processes of agents and hooks, and release the session and the server.
    process.exit(EXIT_CODES[first?.signal ?? 'SIGINT']);
  };
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    if (first === undefined) {
      first = { signal, at: Date.now() };
      if (signal === 'SIGINT') tell('\ninterrupting; press Ctrl+C again to force quit\n');
      controller.abort();
      return;
    }
    // Closing a window sends SIGHUP more than once: from the terminal, from the shell and from the kernel.
    if (signal === 'SIGHUP') return;
    const isSame = !repeated && signal === first.signal && Date.now() - first.at < SAME_REQUEST_MS;
    repeated = true;
    if (!isSame) force();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    by: () => first?.signal,
    interrupt: () => onSignal('SIGINT'),
    force,
    onForce: (listener) => {
      onForce = listener;
    },
    stop: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** Makes every signal exit immediately, for short commands. Listeners on `exit` release what they opened. */
export function exitOnSignals(): void {
  for (const signal of SIGNALS) process.once(signal, () => process.exit(EXIT_CODES[signal]));
}

/**
 * Holds a signal back until something can handle it; another one ends the process immediately. Returns a function that stops
 * this; with `true`, it sends the signal that was held back again.
 */
export function holdSignals(): (passOn: boolean) => void {
  let held: (typeof SIGNALS)[number] | undefined;
  const hold = (signal: (typeof SIGNALS)[number]): void => {
    if (held !== undefined && signal !== 'SIGHUP') process.exit(EXIT_CODES[held]);
    held ??= signal;
  };
  for (const signal of SIGNALS) process.on(signal, hold);
  return (passOn) => {
    for (const signal of SIGNALS) process.off(signal, hold);
    if (passOn && held !== undefined) process.kill(process.pid, held);
    held = undefined;
  };
}
