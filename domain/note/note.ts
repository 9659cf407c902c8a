// A note: information that one iteration leaves for the next ones.
import { DomainError } from '../errors.ts';

declare const brand: unique symbol;
/** `NOT-1`, `NOT-2` … numbered in order of creation. */
export type NoteId = string & { readonly [brand]: 'NoteId' };

export const NOTE_TYPES = ['learning', 'stuck', 'tip', 'decision'] as const;
export type NoteType = (typeof NOTE_TYPES)[number];

export interface Note {
  readonly id: NoteId;
  readonly type: NoteType;
  readonly content: string;
  readonly iteration: number | null;
}

export function noteId(number: number): NoteId {
  return `NOT-${number}` as NoteId;
}

export function noteNumber(id: NoteId): number {
  return Number(id.slice(4));
}

/** Parses a note type. Throws `NOTE.INVALID_TYPE`. */
export function parseNoteType(text: string): NoteType {
  const type = NOTE_TYPES.find((t) => t === text);
  if (!type) {
    throw new DomainError('NOTE.INVALID_TYPE', `"${text}" is not a note type`, {
      remedy: `use one of ${NOTE_TYPES.join(', ')}`,
    });
  }
  return type;
}
