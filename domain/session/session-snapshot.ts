// Between a session's state and the plain JSON value it is cached as.

import { IntMap } from '../int-map.ts';
import type { Iteration } from '../iteration/iteration.ts';
import { NO_ITERATIONS, withIteration } from '../iteration/iteration-log.ts';
import { type Note, noteNumber } from '../note/note.ts';
import type { Task } from '../task/task.ts';
import { NO_TASKS, withTask } from '../task/task-list.ts';
import type { SessionState } from './session.state.ts';

interface PlainState extends Omit<SessionState, 'tasks' | 'notes' | 'iterations'> {
  readonly tasks: readonly Task[];
  readonly notes: readonly Note[];
  readonly iterations: readonly Iteration[];
}

export function snapshotOf(state: SessionState): unknown {
  return {
    ...state,
    tasks: [...state.tasks.tasks.values()],
    notes: [...state.notes.values()],
    iterations: [...state.iterations.iterations.values()],
  } satisfies PlainState;
}

/** The inverse of `snapshotOf`. The value must come from it, of the same catalogue of events. */
export function stateFromSnapshot(value: unknown): SessionState {
  const plain = value as PlainState;
  return {
    ...plain,
    tasks: plain.tasks.reduce(withTask, NO_TASKS),
    notes: plain.notes.reduce((notes, note) => notes.set(noteNumber(note.id), note), IntMap.empty<Note>()),
    iterations: plain.iterations.reduce(withIteration, NO_ITERATIONS),
  };
}
