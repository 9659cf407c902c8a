// Opening, changing and submitting what is written in overlays.
import { NOTE_TYPES } from '../../../domain/note/note.ts';
import { DEFAULT_PRIORITY, TASK_PRIORITIES } from '../../../domain/task/task.ts';
import type { AppEffect, AppModel } from './app-model.ts';
import {
  popOverlay,
  pushOverlay,
  replaceOverlay,
  type Step,
  still,
  toasted,
  topOverlay,
  withUi,
} from './step.ts';
import { EMPTY_EDITOR } from './text-editor.ts';
import type { Overlay } from './ui-state.ts';

const BEGINNING = { top: 0, choice: 0 } as const;

export function openNewTask(model: AppModel): AppModel {
  return pushOverlay(model, {
    kind: 'new-task',
    editor: EMPTY_EDITOR,
    priority: DEFAULT_PRIORITY,
    ...BEGINNING,
  });
}

export function openNewNote(model: AppModel): AppModel {
  return pushOverlay(model, { kind: 'new-note', editor: EMPTY_EDITOR, noteType: 'learning', ...BEGINNING });
}

/** The next or previous priority or type, round the ends. */
export function changeOption(model: AppModel, by: -1 | 1): AppModel {
  const overlay = topOverlay(model);
  if (overlay?.kind === 'new-task') {
    return replaceOverlay(model, { ...overlay, priority: cycled(TASK_PRIORITIES, overlay.priority, by) });
  }
  if (overlay?.kind === 'new-note') {
    return replaceOverlay(model, { ...overlay, noteType: cycled(NOTE_TYPES, overlay.noteType, by) });
  }
  return model;
}

/** Closes the form and asks for what is written to be done; stays open while nothing is written. */
export function submit(model: AppModel): Step {
  const overlay = topOverlay(model);
  if (!overlay || !('editor' in overlay)) return still(model);
  if (overlay.editor.text.trim() === '') return still(toasted(model, false, 'nothing is written yet'));
  const effect = effectOf(overlay, overlay.editor.text.trim());
  return effect ? [withUi(popOverlay(model), { submitted: overlay }), [effect]] : still(model);
}

/** What came of an effect. A form whose content was refused is open again, as it was submitted. */
export function answered(model: AppModel, ok: boolean, text: string): AppModel {
  const told = withUi(toasted(model, ok, text), { submitted: null });
  const { submitted } = model.ui;
  return ok || !submitted ? told : pushOverlay(told, submitted);
}

function effectOf(overlay: Overlay, content: string): AppEffect | undefined {
  switch (overlay.kind) {
    case 'new-task':
      return { type: 'add-task', content, priority: overlay.priority };
    case 'new-note':
      return { type: 'add-note', noteType: overlay.noteType, content };
    case 'edit-note':
      return { type: 'edit-note', id: overlay.id, content };
    case 'edit-task':
      return { type: 'edit-task', id: overlay.id, content };
    default:
      return undefined;
  }
}

function cycled<T>(all: readonly T[], now: T, by: -1 | 1): T {
  return all[(all.indexOf(now) + by + all.length) % all.length] ?? now;
}
