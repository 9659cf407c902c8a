// How the types of notes are shown, by everything that prints them.
import type { NoteType } from '../../domain/note/note.ts';

/** What a type of note says at a glance: a medium chooses a colour for it. */
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
