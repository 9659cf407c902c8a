// The overlay that shows one note in full.
import { type Note, type NoteId, noteNumber } from '../../../domain/note/note.ts';
import { MUTED, span } from '../canvas/pieces.ts';
import { noteMark } from '../model/marks.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, EMPTY_LINE, MEDIUM, type OverlayLine, paragraph } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    note: { readonly id: NoteId };
  }
}

export const NOTE: OverlayDefinition<'note'> = {
  width: MEDIUM,
  keys: ['note', 'reading'],
  content(model, { id }, width) {
    const note = model.session.notes.get(noteNumber(id));
    return {
      title: id,
      head: [],
      editor: null,
      body: bodyOf(note ? details(note, width) : paragraph('This note does not exist.', width, MUTED)),
      choosing: false,
      hints: ['close', 'edit-note', 'copy'],
    };
  },
};

function details(note: Note, width: number): OverlayLine[] {
  const { symbol, word, style } = noteMark(note.type);
  const when =
    note.iteration === null ? 'written between iterations' : `written in iteration ${note.iteration}`;
  return [
    { line: [span(`${symbol} ${word}`, style), span(` · ${when}`, MUTED)] },
    EMPTY_LINE,
    ...paragraph(note.content, width),
  ];
}
