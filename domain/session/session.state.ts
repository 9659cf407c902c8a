// What a session's events add up to, and how: the state every decision is taken on.

import {
  evolveIterations,
  type IterationLog,
  NO_ITERATIONS,
  runningIteration,
  withTaskWorked,
} from '../iteration/iteration.state.ts';
import type { IterationUsage } from '../iteration/iteration.ts';
import { addUsage } from '../iteration/iteration-usage.ts';
import { evolveMessages, type MessageState, NO_MESSAGES } from '../message/message.state.ts';
import { evolveNotes, NO_NOTES, type NoteList } from '../note/note.state.ts';
import { evolveTasks, NO_TASKS, type TaskList } from '../task/task.state.ts';
import type { RecordedEvent } from './session.events.ts';

export interface SessionState extends MessageState {
  readonly completed: boolean;
  /** The spec it belongs to, that of its last run: `specPath`, or what an older version recorded as the user had named it. */
  readonly spec: string | null;
  /** What tells the spec from others; null before a run, and after one of an older version. */
  readonly specPath: string | null;
  readonly model: string | null;
  readonly tasks: TaskList;
  readonly notes: NoteList;
  readonly iterations: IterationLog;
  /** `requested`: after the iteration that runs; `paused`: the loop waits. */
  readonly pause: 'none' | 'requested' | 'paused';
  /** Of all iterations that have ended; null while none has reported any. */
  readonly usage: IterationUsage | null;
  /** When the last event was recorded, ISO 8601. */
  readonly lastEventAt: string | null;
  /** Events of a type or version this program does not know. */
  readonly unknownEvents: number;
}

export const INITIAL_STATE: SessionState = {
  completed: false,
  spec: null,
  specPath: null,
  model: null,
  tasks: NO_TASKS,
  notes: NO_NOTES,
  iterations: NO_ITERATIONS,
  ...NO_MESSAGES,
  pause: 'none',
  usage: null,
  lastEventAt: null,
  unknownEvents: 0,
};

/** The state after one more event. Never throws; an event that does not fit changes nothing but the time of the last. */
export function evolve(state: SessionState, recorded: RecordedEvent): SessionState {
  return { ...changed(state, recorded), lastEventAt: recorded.meta.time };
}

function changed(state: SessionState, { event, meta }: RecordedEvent): SessionState {
  switch (event.type) {
    case 'RunStarted':
      return {
        ...state,
        spec: event.data.specPath ?? event.data.spec,
        specPath: event.data.specPath ?? null,
        model: event.data.model,
        pause: 'none',
      };
    case 'SessionSpecChanged':
      return { ...state, spec: event.data.to, specPath: event.data.to };
    case 'RunEnded':
    case 'HookRan':
      return state;
    case 'PauseRequested':
      return { ...state, pause: 'requested' };
    case 'RunPaused':
      return { ...state, pause: 'paused' };
    case 'ResumeRequested':
      return { ...state, pause: 'none' };
    case 'SessionCompleted':
      return { ...state, completed: true };
    case 'SessionRestarted':
      return { ...state, completed: false };
    case 'TaskStatusChanged': {
      const tasks = evolveTasks(state.tasks, event);
      if (tasks === state.tasks) return state;
      return { ...state, tasks, iterations: withTaskWorked(state.iterations, event.data.id) };
    }
    case 'TaskAdded':
    case 'TaskPriorityChanged':
    case 'TaskContentChanged':
    case 'TaskDependencyAdded':
    case 'TaskReleased':
      return { ...state, tasks: evolveTasks(state.tasks, event) };
    case 'NoteAdded':
    case 'NoteContentChanged':
      return { ...state, notes: evolveNotes(state.notes, event) };
    case 'IterationEnded': {
      const iterations = evolveIterations(state.iterations, event, meta.time);
      const isRunning = event.data.number === currentIteration(state);
      return {
        ...state,
        iterations,
        usage: isRunning ? addUsage(state.usage, event.data.usage) : state.usage,
      };
    }
    case 'IterationStarted':
    case 'IterationSummaryRecorded':
    case 'IterationCommitted':
      return { ...state, iterations: evolveIterations(state.iterations, event, meta.time) };
    case 'UserMessageSent':
    case 'UserMessagesDelivered':
      return { ...state, ...evolveMessages(state, event) };
    case 'Unknown':
      return { ...state, unknownEvents: state.unknownEvents + 1 };
    default:
      return event satisfies never;
  }
}

/** The number of the iteration that runs now, null between iterations. */
export function currentIteration(state: SessionState): number | null {
  return runningIteration(state.iterations)?.number ?? null;
}
