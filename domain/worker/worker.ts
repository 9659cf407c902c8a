// The names of workers: the agents that work on a session at the same time, each in its own work tree.
import { DomainError } from '../errors.ts';

/** `w1`, `w2` and so on: unique among the workers of a session that have not left. */
export type WorkerName = string & { readonly brand: 'WorkerName' };

/** Returns the name of the worker with this number, from 1. */
export function workerName(number: number): WorkerName {
  return `w${number}` as WorkerName;
}

export function workerNumber(name: WorkerName): number {
  return Number(name.slice(1));
}

/** Returns the name that the user typed. Throws `WORKER.NAME` if it is none. */
export function parseWorkerName(text: string): WorkerName {
  if (isWorkerName(text)) return text;
  throw new DomainError('WORKER.NAME', `"${text}" is not the name of a worker`, {
    remedy: 'names look like w1; `iteratr workers` lists them',
  });
}

export function isWorkerName(value: unknown): value is WorkerName {
  return typeof value === 'string' && /^w[1-9]\d{0,3}$/.test(value);
}
