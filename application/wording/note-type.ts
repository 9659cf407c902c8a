// How the types of notes are shown, by everything that prints them.
import type { NoteType } from '../../domain/note/note.ts';

interface Wording {
  /** One cell wide. */
  readonly symbol: string;
  readonly word: string;
}

export const NOTE_TYPE_WORDING: Readonly<Record<NoteType, Wording>> = {
  learning: { symbol: '*', word: 'learning' },
  stuck: { symbol: '!', word: 'stuck' },
  tip: { symbol: '›', word: 'tip' },
  decision: { symbol: '◇', word: 'decision' },
};
