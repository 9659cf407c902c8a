// The rules for notes: a note has content, and an edit is recorded only if it changes the content.
import { DomainError } from '../errors.ts';
import { requireSize } from '../text-size.ts';
import type { NoteEvent } from './note.events.ts';
import { findNote, type NoteList } from './note.state.ts';
import { type Note, type NoteId, type NoteType, noteId } from './note.ts';

export type NoteCommand =
  | { readonly type: 'AddNote'; readonly noteType: NoteType; readonly content: string }
  | { readonly type: 'ChangeNoteContent'; readonly id: NoteId; readonly content: string };

/**
 * Returns the events of a command, [] if nothing changes. `iteration` is the running one, null between iterations. Throws
 * `NOTE.EMPTY`, `NOTE.TOO_LARGE` and `NOTE.NOT_FOUND`.
 */
export function decideNotes(command: NoteCommand, notes: NoteList, iteration: number | null): NoteEvent[] {
  switch (command.type) {
    case 'AddNote': {
      const content = requireContent(command.content);
      const id = noteId(notes.size + 1);
      return [{ type: 'NoteAdded', data: { id, type: command.noteType, content, iteration } }];
    }
    case 'ChangeNoteContent': {
      const to = requireContent(command.content);
      const { id, content: from } = requireNote(notes, command.id);
      return from === to ? [] : [{ type: 'NoteContentChanged', data: { id, from, to } }];
    }
    default:
      return command satisfies never;
  }
}

function requireContent(text: string): string {
  const content = text.trim();
  if (content === '') {
    throw new DomainError('NOTE.EMPTY', 'the content of a note is empty', {
      remedy: 'describe what to remember',
    });
  }
  requireSize('note', content);
  return content;
}

function requireNote(notes: NoteList, id: NoteId): Note {
  const note = findNote(notes, id);
  if (!note)
    throw new DomainError('NOTE.NOT_FOUND', `there is no note ${id}`, {
      remedy: 'list the notes with note-list',
    });
  return note;
}
