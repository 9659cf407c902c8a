// Updates the top overlay for keys and the wheel.
import { clamp, inSight } from '../canvas/scrolling.ts';
import { editLine, editLines } from '../editor/editor-keys.ts';
import type { AppModel } from '../model/app-model.ts';
import type { KeyContext } from '../model/keymap.ts';
import { popOverlay, replaceOverlay, topOverlay } from '../model/step.ts';
import type { Overlay } from '../model/ui-state.ts';
import { isWriting, type WritingOverlay } from '../overlays/overlay.ts';
import { overlayArea, overlayEditorWidth } from '../overlays/overlay-area.ts';
import { definitionOf } from '../overlays/registry.ts';
import type { Move } from '../panes/list-panes.ts';
import type { TerminalEvent } from '../terminal/terminal.ts';

/** Returns the key contexts that apply in this overlay, in order of precedence. */
export function overlayContexts(overlay: Overlay): readonly KeyContext[] {
  const [own, ...others] = definitionOf(overlay).keys;
  return [...(own ? [own] : []), 'overlay', ...others, 'always'];
}

/** Closes the top overlay without a choice. */
export function closeOverlay(model: AppModel): AppModel {
  const overlay = topOverlay(model);
  if (!overlay) return model;
  const closed = popOverlay(model);
  return definitionOf(overlay).cancelled?.(closed, overlay) ?? closed;
}

/** Moves the choice if the overlay has choices, otherwise scrolls. */
export function moveInOverlay(model: AppModel, move: Move): AppModel {
  const overlay = topOverlay(model);
  if (!overlay) return model;
  const { content, bodyRows, top, choice } = overlayArea(model, overlay);
  const page = Math.max(1, bodyRows - 1);
  const last = content.body.length - 1;
  const from = content.choosing ? choice : top;
  const to =
    'to' in move ? (move.to === 'first' ? 0 : last) : from + ('by' in move ? move.by : move.pages * page);
  if (!content.choosing) return scrolledTo(model, overlay, to, last + 1 - bodyRows);
  const at = clamp(to, 0, Math.max(0, last));
  return replaceOverlay(model, { ...overlay, choice: at, top: inSight(top, at, bodyRows) });
}

export function scrollOverlay(model: AppModel, lines: number): AppModel {
  const overlay = topOverlay(model);
  if (!overlay) return model;
  const { content, bodyRows, top } = overlayArea(model, overlay);
  return scrolledTo(model, overlay, top + lines, content.body.length - bodyRows);
}

function scrolledTo(model: AppModel, overlay: Overlay, to: number, last: number): AppModel {
  const top = clamp(to, 0, Math.max(0, last));
  return replaceOverlay(model, { ...overlay, top, atEnd: top >= last });
}

/** Handles a key or paste that is not a command, if the overlay has a text editor. */
export function typeInOverlay(model: AppModel, event: TerminalEvent): AppModel {
  const overlay = topOverlay(model);
  if (!overlay || !isWriting(overlay)) return model;
  const width = overlayEditorWidth(overlayArea(model, overlay));
  const { text, typed } = definitionOf(overlay);
  const editor = text === 'line' ? editLine(overlay.editor, event) : editLines(overlay.editor, event, width);
  if (!editor || editor === overlay.editor) return model;
  if (editor.text === overlay.editor.text) return replaceOverlay(model, { ...overlay, editor });
  const next: WritingOverlay = { ...overlay, editor, choice: 0, top: 0 };
  const changed = replaceOverlay(model, next);
  return typed?.(changed, next) ?? changed;
}
