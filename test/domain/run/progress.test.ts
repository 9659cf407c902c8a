// Specifies which events count as progress of an iteration.
import { describe, expect, it } from 'vitest';
import { noteId } from '../../../domain/note/note.ts';
import { EMPTY_LEDGER, recordProgress } from '../../../domain/run/progress.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { fold, statusChanged, taskAdded } from '../../support/decider-spec.ts';

/** Whether the last of the events is progress after those before it. */
function isProgress(...events: SessionEvent[]): boolean {
  let ledger = EMPTY_LEDGER;
  let progress = false;
  for (const [index, event] of events.entries()) {
    const next = recordProgress(ledger, event, fold(events.slice(0, index + 1)));
    progress = next !== ledger;
    ledger = next;
  }
  return progress;
}

function note(number: number, content: string): SessionEvent {
  return { type: 'NoteAdded', data: { id: noteId(number), type: 'tip', content, iteration: 1 } };
}

const TASK = taskAdded(1, 'a');

describe('progress is', () => {
  it.each<[string, SessionEvent[]]>([
    ['a new task', [TASK]],
    ['a task that is started for the first time', [TASK, statusChanged(1, 'remaining', 'in_progress')]],
    ['a task that is done', [TASK, statusChanged(1, 'in_progress', 'completed')]],
    ['a task that is blocked', [TASK, statusChanged(1, 'in_progress', 'blocked')]],
    ['a note', [note(1, 'a')]],
    ['a second note with other content', [note(1, 'a'), note(2, 'b')]],
    [
      'a note about the next task',
      [note(1, 'a'), note(2, 'b'), TASK, statusChanged(1, 'remaining', 'in_progress'), note(3, 'c')],
    ],
    ['the completed session', [{ type: 'SessionCompleted', data: {} }]],
  ])('%s', (_, events) => {
    expect(isProgress(...events)).toBe(true);
  });
});

describe('progress is not', () => {
  it.each<[string, SessionEvent[]]>([
    [
      'a task that is started again',
      [TASK, statusChanged(1, 'remaining', 'in_progress'), statusChanged(1, 'in_progress', 'remaining')],
    ],
    [
      'a task that is completed again after it was reopened',
      [
        TASK,
        statusChanged(1, 'remaining', 'completed'),
        statusChanged(1, 'completed', 'in_progress'),
        statusChanged(1, 'in_progress', 'completed'),
      ],
    ],
    ['a third note for the same task', [note(1, 'a'), note(2, 'b'), note(3, 'c')]],
    ['a note that was written before', [note(1, 'a'), note(2, ' A ')]],
    [
      'another priority',
      [TASK, { type: 'TaskPriorityChanged', data: { id: 'TAS-1' as never, from: 2, to: 3 } } as SessionEvent],
    ],
  ])('%s', (_, events) => {
    expect(isProgress(...events)).toBe(false);
  });

  it('an unknown event', () => {
    const unknown = { type: 'Unknown', data: { type: 'New', version: 1, data: {} } } as const;
    expect(recordProgress(EMPTY_LEDGER, unknown, fold([]))).toBe(EMPTY_LEDGER);
  });
});
