// Between a session's state and the plain JSON value it is cached as: in columns, which are several times faster to read
// than a list of objects, so that a session opens as fast after 100,000 events as after a hundred.
import { IntMap } from '../int-map.ts';
import { NOTE_TYPES, type Note, noteId, noteNumber } from '../note/note.ts';
import { TASK_PRIORITIES, TASK_STATUSES, type Task, type TaskId, taskId, taskNumber } from '../task/task.ts';
import { taskListOf } from '../task/task-list.ts';
import { CATALOGUE } from './event-codec.ts';
import { INITIAL_STATE, type SessionState } from './session.state.ts';

/** One entry per task in each column. A status is its index in `TASK_STATUSES`, all of them one text of digits. */
interface TaskColumns {
  readonly numbers: readonly number[];
  readonly contents: readonly string[];
  readonly statuses: string;
  readonly priorities: string;
  /** Only of the tasks that have any, by number. */
  readonly dependsOn: Readonly<Record<number, readonly TaskId[]>>;
}

interface NoteColumns {
  readonly numbers: readonly number[];
  readonly contents: readonly string[];
  readonly types: string;
  readonly iterations: readonly (number | null)[];
}

interface PlainState extends Omit<SessionState, 'tasks' | 'notes'> {
  readonly tasks: TaskColumns;
  readonly notes: NoteColumns;
}

/** Raised when what is kept of a task, a note or an iteration changes. */
const SHAPE = 2;

/**
 * Names what a snapshot was made with: the events that were understood, and what is kept of them. One that was made with
 * anything else is of no use.
 */
export const SNAPSHOT_CATALOGUE = `state@${SHAPE}(${Object.keys(INITIAL_STATE).sort()}) ${CATALOGUE}`;

export function snapshotOf(state: SessionState): unknown {
  const tasks = [...state.tasks.tasks.values()];
  const notes = [...state.notes.values()];
  return { ...state, tasks: taskColumns(tasks), notes: noteColumns(notes) } satisfies PlainState;
}

/** The inverse of `snapshotOf`. The value must come from it, under the same `SNAPSHOT_CATALOGUE`. */
export function stateFromSnapshot(value: unknown): SessionState {
  const plain = value as PlainState;
  return {
    ...plain,
    tasks: taskListOf(tasksOf(plain.tasks)),
    notes: IntMap.from(notesOf(plain.notes), (note) => noteNumber(note.id)),
  };
}

function taskColumns(tasks: readonly Task[]): TaskColumns {
  return {
    numbers: tasks.map(({ id }) => taskNumber(id)),
    contents: tasks.map(({ content }) => content),
    statuses: tasks.map(({ status }) => TASK_STATUSES.indexOf(status)).join(''),
    priorities: tasks.map(({ priority }) => priority).join(''),
    dependsOn: Object.fromEntries(
      tasks.flatMap(({ id, dependsOn }) => (dependsOn.length > 0 ? [[taskNumber(id), dependsOn]] : [])),
    ),
  };
}

function tasksOf({ numbers, contents, statuses, priorities, dependsOn }: TaskColumns): Task[] {
  return numbers.map((number, index) => ({
    id: taskId(number),
    content: contents[index] ?? '',
    status: TASK_STATUSES[digitAt(statuses, index)] ?? 'remaining',
    priority: TASK_PRIORITIES[digitAt(priorities, index)] ?? 2,
    dependsOn: dependsOn[number] ?? [],
  }));
}

function noteColumns(notes: readonly Note[]): NoteColumns {
  return {
    numbers: notes.map(({ id }) => noteNumber(id)),
    contents: notes.map(({ content }) => content),
    types: notes.map(({ type }) => NOTE_TYPES.indexOf(type)).join(''),
    iterations: notes.map(({ iteration }) => iteration),
  };
}

function notesOf({ numbers, contents, types, iterations }: NoteColumns): Note[] {
  return numbers.map((number, index) => ({
    id: noteId(number),
    type: NOTE_TYPES[digitAt(types, index)] ?? 'learning',
    content: contents[index] ?? '',
    iteration: iterations[index] ?? null,
  }));
}

function digitAt(digits: string, index: number): number {
  return digits.charCodeAt(index) - 48;
}
