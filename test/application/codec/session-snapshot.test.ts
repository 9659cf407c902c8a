// A snapshot outlives the program that wrote it: what it says does not depend on the order of a list in the code.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { snapshotOf, stateFromSnapshot } from '../../../application/codec/session-snapshot.ts';
import { noteId } from '../../../domain/note/note.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { fold, taskAdded } from '../../support/decider-spec.ts';

const STATE = fold([
  taskAdded(1, 'a', { status: 'completed', priority: 4 }),
  taskAdded(2, 'b', { status: 'cancelled', priority: 0 }),
  taskAdded(3, 'c', { status: 'in_progress' }),
  { type: 'NoteAdded', data: { id: noteId(1), type: 'decision', content: 'd', iteration: null } },
]);
const SNAPSHOT = JSON.parse(JSON.stringify(snapshotOf(STATE)));

const PROGRAM = '../../../domain';

/** Restores the snapshot with a program whose lists have these values. */
async function restoredWith(file: string, lists: Record<string, readonly unknown[]>): Promise<SessionState> {
  vi.resetModules();
  vi.doMock(file, async (original) => ({ ...(await original<object>()), ...lists }));
  const codec = await import('../../../application/codec/session-snapshot.ts');
  return codec.stateFromSnapshot(SNAPSHOT);
}

function values({ tasks, notes }: SessionState): unknown {
  return [[...tasks.tasks.values()], [...notes.values()]];
}

describe('a snapshot restores the same tasks and notes', () => {
  afterEach(() => {
    vi.doUnmock(`${PROGRAM}/task/task.ts`);
    vi.doUnmock(`${PROGRAM}/note/note.ts`);
    vi.resetModules();
  });

  it('when a status has been added in the middle of the list', async () => {
    const TASK_STATUSES = ['remaining', 'in_progress', 'in_review', 'completed', 'blocked', 'cancelled'];
    expect(values(await restoredWith(`${PROGRAM}/task/task.ts`, { TASK_STATUSES }))).toEqual(values(STATE));
  });

  it('when statuses and priorities are listed in another order', async () => {
    const TASK_STATUSES = ['cancelled', 'blocked', 'completed', 'in_progress', 'remaining'];
    const TASK_PRIORITIES = [4, 3, 2, 1, 0];
    const state = await restoredWith(`${PROGRAM}/task/task.ts`, { TASK_STATUSES, TASK_PRIORITIES });
    expect(values(state)).toEqual(values(STATE));
  });

  it('when a note type has been added in the middle of the list', async () => {
    const NOTE_TYPES = ['decision', 'learning', 'question', 'stuck', 'tip'];
    expect(values(await restoredWith(`${PROGRAM}/note/note.ts`, { NOTE_TYPES }))).toEqual(values(STATE));
  });
});

it('a snapshot with a status that this program does not know is refused, so that the events are read', () => {
  const tasks = { ...SNAPSHOT.tasks, statuses: ['completed', 'archived', 'remaining'] };
  expect(() => stateFromSnapshot({ ...SNAPSHOT, tasks })).toThrow(
    new TypeError('unknown value in a snapshot: archived'),
  );
});
