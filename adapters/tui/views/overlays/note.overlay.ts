// One note, whole.
import { noteNumber } from '../../../../domain/note/note.ts';
import type { AppModel } from '../../app/app-model.ts';
import type { OverlayOf } from '../../app/ui-state.ts';
import { MUTED, span } from '../pieces.ts';
import { NOTE_MARKS } from '../words.ts';
import { bodyOf, EMPTY_LINE, type OverlayBox, type OverlayLine, paragraph } from './overlay-box.ts';

export function noteOverlay(model: AppModel, { id }: OverlayOf<'note'>, width: number): OverlayBox {
  return {
    title: id,
    head: [],
    editor: null,
    body: bodyOf(details(model, id, width)),
    choosing: false,
    hints: ['close', 'edit-note', 'copy'],
  };
}

function details(model: AppModel, id: OverlayOf<'note'>['id'], width: number): OverlayLine[] {
  const note = model.session.notes.get(noteNumber(id));
  if (!note) return paragraph('There is no such note.', width, MUTED);
  const { icon, word, style } = NOTE_MARKS[note.type];
  const when =
    note.iteration === null ? 'written between iterations' : `written in iteration ${note.iteration}`;
  return [
    { line: [span(`${icon} ${word}`, style), span(` · ${when}`, MUTED)] },
    EMPTY_LINE,
    ...paragraph(note.content, width),
  ];
}
