// The rows for the workers in the sidebar: a title and a row for each, or for as many as fit.
import type { WorkerName } from '../../../domain/worker/worker.ts';
import type { AppModel } from '../model/app-model.ts';
import { workersOf } from '../model/desks.ts';

/** The part of the sidebar that they take at most. */
const PART = 0.3;

export interface ShownWorkers {
  readonly names: readonly WorkerName[];
  /** The number of those that have no row. */
  readonly more: number;
  /** With the title and the row that says how many have none. */
  readonly rows: number;
}

/** Returns the workers for a sidebar of this height; none in place, and without room. */
export function shownWorkers(model: AppModel, height: number): ShownWorkers {
  const all = workersOf(model);
  const room = Math.floor(height * PART) - 1;
  if (all.length === 0 || room < 2) return { names: [], more: 0, rows: 0 };
  const names = all.length <= room ? all : all.slice(0, room - 1);
  const more = all.length - names.length;
  return { names, more, rows: 1 + names.length + (more > 0 ? 1 : 0) };
}
