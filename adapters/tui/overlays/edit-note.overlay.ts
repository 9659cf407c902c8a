// A form that edits a note.
import type { NoteId } from '../../../domain/note/note.ts';
import { type EditorState, editorOf } from '../editor/text-editor.ts';
import { openOverlay, still } from '../model/step.ts';
import { currentNote } from '../panes/current.ts';
import { FORM, form } from './form.ts';
import type { OverlayDefinition } from './overlay.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    'edit-note': { readonly id: NoteId; readonly editor: EditorState };
  }
}

export const EDIT_NOTE: OverlayDefinition<'edit-note'> = {
  ...FORM,
  open(model) {
    const note = currentNote(model);
    return still(
      note ? openOverlay(model, { kind: 'edit-note', id: note.id, editor: editorOf(note.content) }) : model,
    );
  },
  content: (_, { id, editor }) => form(`Edit ${id}`, editor, 'What the next iterations should know'),
  submit: ({ id }, content) => ({ type: 'ChangeNoteContent', id, content }),
};
