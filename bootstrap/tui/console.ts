// Keeps what libraries print off the screen while the interface has it.
import { format } from 'node:util';
import type { Logger } from '../../application/ports/logger.port.ts';

const METHODS = ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const;

/** Everything printed by `console` goes to the log. Returns how to undo that. */
export function redirectConsole(logger: Logger): () => void {
  const originals = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) {
    console[method] = (...values: unknown[]) => logger.info('console', { method, text: format(...values) });
  }
  return () => {
    for (const [method, original] of originals) console[method] = original;
  };
}
