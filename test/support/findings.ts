// Runs a diagnostic of doctor and returns its findings as lines.
import type { Diagnostic } from '../../application/ports/diagnostic.port.ts';

/** Returns one line for each finding: its state, what was found and, if there is one, the remedy. */
export async function findings(diagnostic: Diagnostic): Promise<string[]> {
  const all = await diagnostic.run(new AbortController().signal);
  return all.map(({ state, found, remedy }) => [state, found, remedy].filter(Boolean).join(': '));
}
