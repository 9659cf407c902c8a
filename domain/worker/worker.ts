// The names of workers: the agents that work on a session at the same time, each in its own work tree.
/** `w1`, `w2` and so on: unique among the workers of a session that have not left. */
export type WorkerName = string & { readonly brand: 'WorkerName' };

/** Returns the name of the worker with this number, from 1. */
export function workerName(number: number): WorkerName {
  return `w${number}` as WorkerName;
}

export function workerNumber(name: WorkerName): number {
  return Number(name.slice(1));
}

export function isWorkerName(value: unknown): value is WorkerName {
  return typeof value === 'string' && /^w[1-9]\d{0,3}$/.test(value);
}
