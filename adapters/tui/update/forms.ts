// Changing the option of a form, submitting it, and what the host answers.
import type { AppMessage, AppModel } from '../model/app-model.ts';
import {
  asked,
  popOverlay,
  pushOverlay,
  replaceOverlay,
  type Step,
  still,
  toasted,
  topOverlay,
  withUi,
} from '../model/step.ts';
import { isWriting } from '../overlays/overlay.ts';
import { definitionOf } from '../overlays/registry.ts';

/** The next or previous priority or type, from one end to the other. */
export function changeOption(model: AppModel, by: -1 | 1): AppModel {
  const overlay = topOverlay(model);
  const changed = overlay && definitionOf(overlay).withOption?.(overlay, by);
  return changed ? replaceOverlay(model, changed) : model;
}

/** Closes the form and asks for what is written to be done; stays open while nothing is written. */
export function submit(model: AppModel): Step {
  const overlay = topOverlay(model);
  if (!overlay || !isWriting(overlay)) return still(model);
  const text = overlay.editor.text.trim();
  if (text === '') return still(toasted(model, false, 'nothing is written yet'));
  const command = definitionOf(overlay).submit?.(overlay, text);
  if (!command) return still(model);
  return asked(withUi(popOverlay(model), { submitted: { form: overlay, command } }), command);
}

/** The host's answer. A form whose command was refused is open again, as it was submitted. */
export function answered(
  model: AppModel,
  { effect, ok, text }: Extract<AppMessage, { type: 'answer' }>,
): AppModel {
  const shown = text === '' ? model : toasted(model, ok, text);
  const { submitted } = model.ui;
  if (effect?.type !== 'execute' || effect.command !== submitted?.command) return shown;
  const known = withUi(shown, { submitted: null });
  return ok ? known : pushOverlay(known, submitted.form);
}
