// Changes the option of a form, submits it, and handles the host's answer.
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

/** Chooses the next or previous priority or type, and wraps around at the ends. */
export function changeOption(model: AppModel, by: -1 | 1): AppModel {
  const overlay = topOverlay(model);
  const changed = overlay && definitionOf(overlay).withOption?.(overlay, by);
  return changed ? replaceOverlay(model, changed) : model;
}

/** Goes to the next field of a form. */
export function changeField(model: AppModel): AppModel {
  const overlay = topOverlay(model);
  const changed = overlay && definitionOf(overlay).withField?.(overlay);
  return changed ? replaceOverlay(model, changed) : model;
}

/** Closes the form and asks the host to execute its command. An empty form stays open. */
export function submit(model: AppModel): Step {
  const overlay = topOverlay(model);
  if (!overlay || !isWriting(overlay)) return still(model);
  const definition = definitionOf(overlay);
  const text = (definition.textOf?.(overlay) ?? overlay.editor.text).trim();
  if (text === '') return still(toasted(model, false, 'the text is empty'));
  const problem = definition.problem?.(model, overlay);
  if (problem !== undefined) return still(toasted(model, false, problem));
  const command = definition.submit?.(overlay, text);
  if (!command) return still(model);
  return asked(withUi(popOverlay(model), { submitted: { form: overlay, command } }), command);
}

/** Shows the host's answer. Opens a form again, as it was submitted, if its command was refused. */
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
