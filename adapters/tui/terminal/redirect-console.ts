// Keeps the console output of libraries off the screen while the interface has it.
import { format } from 'node:util';

const METHODS = ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const;

/** Redirects all output of `console` to `keep`. Returns a function that undoes it. */
export function redirectConsole(keep: (text: string) => void): () => void {
  // biome-ignore-start lint/suspicious/noConsole: this code redirects it
  const originals = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) {
    console[method] = (...values: unknown[]) => keep(format(...values));
  }
  return () => {
    for (const [method, original] of originals) console[method] = original;
  };
  // biome-ignore-end lint/suspicious/noConsole: this code redirects it
}
