// Keeps what libraries print off the screen while the interface has it.
import { format } from 'node:util';

const METHODS = ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const;

/** Everything printed by `console` goes to `keep`. Returns how to undo that. */
export function redirectConsole(keep: (text: string) => void): () => void {
  // biome-ignore-start lint/suspicious/noConsole: this is where it is kept off the screen
  const originals = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) {
    console[method] = (...values: unknown[]) => keep(format(...values));
  }
  return () => {
    for (const [method, original] of originals) console[method] = original;
  };
  // biome-ignore-end lint/suspicious/noConsole: this is where it is kept off the screen
}
