// Facts about notes.
import type { NoteId, NoteType } from './note.ts';

export interface NoteEvent {
  readonly type: 'NoteAdded';
  readonly data: {
    readonly id: NoteId;
    readonly type: NoteType;
    readonly content: string;
    /** The iteration it was written in; null when none was running. */
    readonly iteration: number | null;
  };
}
