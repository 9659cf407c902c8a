// The symbol, word and tone of each note type, for all adapters that print notes.
import type { NoteType } from '../../domain/note/note.ts';

/** The tone of a note type, for which each medium chooses a colour. */
export type NoteTone = 'information' | 'problem' | 'advice' | 'decision';

interface Wording {
  /** One cell wide. */
  readonly symbol: string;
  readonly word: string;
  readonly tone: NoteTone;
}

export const NOTE_TYPE_WORDING: Readonly<Record<NoteType, Wording>> = {
  learning: { symbol: '*', word: 'learning', tone: 'information' },
  stuck: { symbol: '!', word: 'stuck', tone: 'problem' },
  tip: { symbol: '›', word: 'tip', tone: 'advice' },
  decision: { symbol: '◇', word: 'decision', tone: 'decision' },
};
