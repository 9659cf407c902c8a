// What all disasters share: what they return, a pause of processes, and times in words.
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess, type FoundProcess } from '../../support/processes.ts';

/** What happened, in words; undefined if there was nothing that it could happen to. */
export type Happened = string | undefined;

/** Stops the processes for a moment. */
export async function pause(victims: readonly FoundProcess[], ms: number): Promise<void> {
  for (const { pid } of victims) endProcess(pid, 'SIGSTOP');
  await sleep(ms);
  for (const { pid } of victims) endProcess(pid, 'SIGCONT');
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
