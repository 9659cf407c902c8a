// Which events count as progress of an iteration.
import { expect, it } from 'vitest';
import { noteId } from '../../../domain/note/note.ts';
import { isProgress } from '../../../domain/run/progress.ts';
import { statusChanged, taskAdded } from '../../support/decider-spec.ts';

it.each([
  ['a new task', taskAdded(1, 'a')],
  ['a task that is done', statusChanged(1, 'in_progress', 'completed')],
  ['a task that is blocked', statusChanged(1, 'in_progress', 'blocked')],
  ['the completed session', { type: 'SessionCompleted', data: {} } as const],
])('%s is progress', (_, event) => {
  expect(isProgress(event)).toBe(true);
});

it.each([
  ['a task that is started', statusChanged(1, 'remaining', 'in_progress')],
  [
    'a note',
    { type: 'NoteAdded', data: { id: noteId(1), type: 'tip', content: 'a', iteration: 1 } } as const,
  ],
  ['an event that is not known', { type: 'Unknown', data: { type: 'New', version: 1, data: {} } } as const],
])('%s is not', (_, event) => {
  expect(isProgress(event)).toBe(false);
});
