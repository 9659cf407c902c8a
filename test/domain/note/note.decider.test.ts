// What may be noted and changed, and what the state keeps of it.
import { describe, expect, it } from 'vitest';
import { NOTE_TYPES, noteId, noteNumber, parseNoteType } from '../../../domain/note/note.ts';
import type { SessionEvent } from '../../../domain/session/session.events.ts';
import { fold, given } from '../../support/decider-spec.ts';

describe('notes', () => {
  const started: SessionEvent = { type: 'IterationStarted', data: { number: 4, model: 'm' } };

  it('carry the iteration they were written in', () => {
    given(started)
      .when({ type: 'AddNote', noteType: 'tip', content: ' run it twice\n' })
      .then({
        type: 'NoteAdded',
        data: { id: noteId(1), type: 'tip', content: 'run it twice', iteration: 4 },
      });
  });

  it('are numbered, and can be written between iterations', () => {
    given({ type: 'NoteAdded', data: { id: noteId(1), type: 'tip', content: 'x', iteration: null } })
      .when({ type: 'AddNote', noteType: 'stuck', content: 'x' })
      .then({ type: 'NoteAdded', data: { id: noteId(2), type: 'stuck', content: 'x', iteration: null } });
  });

  it('are refused when empty', () => {
    given()
      .when({ type: 'AddNote', noteType: 'tip', content: '  ' })
      .thenThrows('NOTE.EMPTY', 'the content of a note is empty; describe what to remember');
  });

  it('say something else when they are changed', () => {
    const added: SessionEvent = {
      type: 'NoteAdded',
      data: { id: noteId(1), type: 'tip', content: 'x', iteration: null },
    };
    const changed: SessionEvent = { type: 'NoteContentChanged', data: { id: noteId(1), from: 'x', to: 'y' } };
    given(added)
      .when({ type: 'ChangeNoteContent', id: noteId(1), content: ' y ' })
      .then(changed);
    given(added)
      .when({ type: 'ChangeNoteContent', id: noteId(1), content: 'x' })
      .thenNothing();
    given(added)
      .when({ type: 'ChangeNoteContent', id: noteId(1), content: ' ' })
      .thenThrows('NOTE.EMPTY', /is empty/);
    given(added)
      .when({ type: 'ChangeNoteContent', id: noteId(7), content: 'y' })
      .thenThrows('NOTE.NOT_FOUND', 'there is no note NOT-7; list the notes with note-list');
    expect(fold([added, changed]).notes.get(1)?.content).toBe('y');
  });

  it.each(NOTE_TYPES)('can be of type %s', (type) => {
    expect(parseNoteType(type)).toBe(type);
  });

  it.each(['', 'Tip', 'blocker'])('cannot be of type %j', (type) => {
    expect(() => parseNoteType(type)).toThrow(
      `"${type}" is not a note type; use one of learning, stuck, tip, decision`,
    );
  });

  it('are kept in the state in their order', () => {
    const notes = [1, 2].map(
      (n) =>
        ({
          type: 'NoteAdded',
          data: { id: noteId(n), type: 'tip', content: `${n}`, iteration: null },
        }) as const,
    );
    expect([...fold(notes).notes.values()].map(({ id }) => noteNumber(id))).toEqual([1, 2]);
  });
});
