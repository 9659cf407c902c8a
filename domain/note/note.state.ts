// All notes of a session: finding one by id, and folding note events.
import { IntMap } from '../int-map.ts';
import type { NoteEvent } from './note.events.ts';
import { type Note, type NoteId, noteNumber } from './note.ts';

export type NoteList = IntMap<Note>;

export const NO_NOTES: NoteList = IntMap.empty();

export function findNote(notes: NoteList, id: NoteId): Note | undefined {
  return notes.get(noteNumber(id));
}

/** An event about a note that is not there changes nothing: folding never fails. */
export function evolveNotes(notes: NoteList, event: NoteEvent): NoteList {
  switch (event.type) {
    case 'NoteAdded':
      return notes.set(noteNumber(event.data.id), event.data);
    case 'NoteContentChanged': {
      const { id, to } = event.data;
      const note = findNote(notes, id);
      return note ? notes.set(noteNumber(id), { ...note, content: to }) : notes;
    }
    default:
      return event satisfies never;
  }
}
