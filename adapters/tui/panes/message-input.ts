// The input for messages to the agent: typing, sending, and recalling sent messages.

import { editLines } from '../editor/editor-keys.ts';
import { EMPTY_EDITOR, editorOf, paste } from '../editor/text-editor.ts';
import { layoutOf } from '../layout/layout.ts';
import type { AppModel } from '../model/app-model.ts';
import { addressee } from '../model/desks.ts';
import { asked, type Step, still, withUi } from '../model/step.ts';
import type { InputState } from '../model/ui-state.ts';
import type { TerminalEvent } from '../terminal/terminal.ts';

const HISTORY_LENGTH = 200;

/** Handles a key or paste that is not a command. */
export function typeInInput(model: AppModel, event: TerminalEvent): AppModel {
  const { input } = model.ui;
  const editor = editLines(input.editor, event, layoutOf(model).inputWidth);
  if (editor) return withInput(model, { editor });
  if (event.type === 'key' && event.name === 'up') return recall(model, -1);
  if (event.type === 'key' && event.name === 'down') return recall(model, 1);
  return model;
}

export function newLine(model: AppModel): AppModel {
  return withInput(model, { editor: paste(model.ui.input.editor, '\n') });
}

/** Sends the message and clears the input. `now` interrupts the agent's turn. */
export function send(model: AppModel, now: boolean): Step {
  const { editor, history } = model.ui.input;
  const text = editor.text.trim();
  if (text === '') return still(model);
  const kept = history.at(-1) === text ? history : [...history, text].slice(-HISTORY_LENGTH);
  const input: InputState = { editor: EMPTY_EDITOR, history: kept, recalled: null, draft: '' };
  return asked(withUi(model, { input }), { type: 'SendMessage', text, now, to: addressee(model) });
}

/** Recalls an older message, or moves forward to the unsent text. */
function recall(model: AppModel, by: -1 | 1): AppModel {
  const { editor, history, recalled, draft } = model.ui.input;
  const next = (recalled ?? history.length) + by;
  if (next < 0 || next > history.length || history.length === 0) return model;
  const kept = recalled === null ? editor.text : draft;
  const shown = history[next];
  return withInput(model, {
    editor: editorOf(shown ?? kept),
    recalled: shown === undefined ? null : next,
    draft: kept,
  });
}

function withInput(model: AppModel, change: Partial<InputState>): AppModel {
  return withUi(model, { input: { ...model.ui.input, ...change } });
}
