// Marks what happens in the loop of a worker with its name.
import type { WorkerName } from '../../domain/worker/worker.ts';
import type { RunEvent, RunObserver } from '../ports/run-observer.port.ts';

/** Returns an observer that passes every event on with the worker's name. */
export function observerOf(worker: WorkerName, observer: RunObserver): RunObserver {
  return { notify: (event) => observer.notify({ ...event, worker }) };
}

/** Returns the worker that an event concerns; undefined in place, and for what concerns the whole run. */
export function workerOf(event: RunEvent): WorkerName | undefined {
  return event.type === 'recorded' ? event.recorded.meta.worker : event.worker;
}
