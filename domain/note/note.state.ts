// The state of a session's notes: finds them by id, and folds note events.
import { foldOf } from '../fold.ts';
import { IntMap } from '../int-map.ts';
import type { NoteEvent } from './note.events.ts';
import { type Note, type NoteId, noteNumber } from './note.ts';

export type NoteList = IntMap<Note>;

export const NO_NOTES: NoteList = IntMap.empty();

export function findNote(notes: NoteList, id: NoteId): Note | undefined {
  return notes.get(noteNumber(id));
}

export const noteFold = foldOf<NoteList, NoteEvent>({
  NoteAdded: (notes, note) => notes.set(noteNumber(note.id), note),
  NoteContentChanged: (notes, { id, to }) => {
    const note = findNote(notes, id);
    return note ? notes.set(noteNumber(id), { ...note, content: to }) : notes;
  },
});
