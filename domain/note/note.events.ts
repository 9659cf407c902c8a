// The events of notes.
import type { NoteId, NoteType } from './note.ts';

export type NoteEvent =
  | {
      readonly type: 'NoteAdded';
      readonly data: {
        readonly id: NoteId;
        readonly type: NoteType;
        readonly content: string;
        /** The iteration in which the note was written; null if none was running. */
        readonly iteration: number | null;
      };
    }
  | {
      readonly type: 'NoteContentChanged';
      readonly data: { readonly id: NoteId; readonly from: string; readonly to: string };
    };
