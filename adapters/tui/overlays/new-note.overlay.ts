// A form that adds a note.
import { NOTE_TYPES, type NoteType } from '../../../domain/note/note.ts';
import { type EditorState, EMPTY_EDITOR } from '../editor/text-editor.ts';
import { noteMark } from '../model/marks.ts';
import { openOverlay, still } from '../model/step.ts';
import { cycled, FORM, form } from './form.ts';
import type { OverlayDefinition } from './overlay.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'new-note': { readonly editor: EditorState; readonly noteType: NoteType };
  }
}

export const NEW_NOTE: OverlayDefinition<'new-note'> = {
  ...FORM,
  open: (model) =>
    still(openOverlay(model, { kind: 'new-note', editor: EMPTY_EDITOR, noteType: 'learning' })),
  content(_, { editor, noteType }) {
    const words = NOTE_TYPES.map((type) => `${noteMark(type).symbol} ${noteMark(type).word}`);
    const options = { name: 'Type', words, chosen: NOTE_TYPES.indexOf(noteType) };
    return form('New note', editor, 'What the next iterations should know', options);
  },
  withOption: (overlay, by) => ({ ...overlay, noteType: cycled(NOTE_TYPES, overlay.noteType, by) }),
  submit: ({ noteType }, content) => ({ type: 'AddNote', noteType, content }),
};
