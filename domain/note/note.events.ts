// Facts about notes.
import type { NoteId, NoteType } from './note.ts';

export type NoteEvent =
  | {
      readonly type: 'NoteAdded';
      readonly data: {
        readonly id: NoteId;
        readonly type: NoteType;
        readonly content: string;
        /** The iteration it was written in; null when none was running. */
        readonly iteration: number | null;
      };
    }
  | {
      readonly type: 'NoteContentChanged';
      readonly data: { readonly id: NoteId; readonly from: string; readonly to: string };
    };
