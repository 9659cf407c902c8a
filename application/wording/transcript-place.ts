// Words for where the transcript of an iteration is: each machine keeps those of its own agents.
import type { Iteration } from '../../domain/iteration/iteration.ts';
import { plainLine } from './plain-text.ts';

const HOST_LENGTH = 100;

/** Returns the worker and the machine with its transcript; '' for an iteration in place. */
export function transcriptPlace({ worker, host }: Pick<Iteration, 'worker' | 'host'>): string {
  if (worker === undefined) return '';
  return host === undefined ? worker : `${worker} (transcript on ${plainLine(host, HOST_LENGTH)})`;
}
