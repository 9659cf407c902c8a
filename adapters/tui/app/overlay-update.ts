// What keys and the wheel do to the overlay on top.
import type { TerminalEvent } from '../terminal/terminal.ts';
import { overlayArea, overlayEditorWidth } from '../views/overlays/describe-overlay.ts';
import { searchFor } from './agent-pane.ts';
import type { AppModel } from './app-model.ts';
import { editKey } from './editor-keys.ts';
import type { KeyContext } from './keymap.ts';
import type { Move } from './list-panes.ts';
import { clamp, inSight } from './lists.ts';
import { replaceOverlay, topOverlay } from './step.ts';
import type { EditorState } from './text-editor.ts';
import type { Overlay } from './ui-state.ts';

/** The contexts of the keymap that count for this overlay. */
export function overlayContexts(overlay: Overlay): readonly KeyContext[] {
  switch (overlay.kind) {
    case 'palette':
    case 'search':
      return ['choosing', 'overlay', 'always'];
    case 'new-task':
    case 'new-note':
    case 'edit-task':
    case 'edit-note':
      return ['form', 'overlay', 'always'];
    case 'task':
      return ['task', 'overlay', 'reading', 'always'];
    case 'note':
      return ['note', 'overlay', 'reading', 'always'];
    case 'task-status':
    case 'pause':
    case 'reset':
    case 'quit':
      return ['choosing', 'overlay', 'reading', 'always'];
    case 'logs':
    case 'help':
      return ['overlay', 'reading', 'always'];
    case 'complete':
      return ['ended', 'overlay', 'reading', 'always'];
    default:
      return overlay satisfies never;
  }
}

export function isWriting(overlay: Overlay): overlay is Extract<Overlay, { readonly editor: EditorState }> {
  return 'editor' in overlay;
}

/** Moves the choice where there are choices, else scrolls. */
export function moveInOverlay(model: AppModel, move: Move): AppModel {
  const overlay = topOverlay(model);
  if (!overlay) return model;
  const area = overlayArea(model, overlay);
  const { box, bodyRows, top, choice } = area;
  const page = Math.max(1, bodyRows - 1);
  const last = box.body.length - 1;
  const from = box.choosing ? choice : top;
  const to =
    'to' in move ? (move.to === 'first' ? 0 : last) : from + ('by' in move ? move.by : move.pages * page);
  if (!box.choosing) return scrolledTo(model, overlay, to, last + 1 - bodyRows);
  const at = clamp(to, 0, Math.max(0, last));
  return replaceOverlay(model, { ...overlay, choice: at, top: inSight(top, at, bodyRows) });
}

export function scrollOverlay(model: AppModel, lines: number): AppModel {
  const overlay = topOverlay(model);
  if (!overlay) return model;
  const { box, bodyRows, top } = overlayArea(model, overlay);
  return scrolledTo(model, overlay, top + lines, box.body.length - bodyRows);
}

function scrolledTo(model: AppModel, overlay: Overlay, to: number, last: number): AppModel {
  const top = clamp(to, 0, Math.max(0, last));
  return replaceOverlay(
    model,
    overlay.kind === 'logs' ? { ...overlay, top, follow: top >= last } : { ...overlay, top },
  );
}

/** A key or paste that is no command, for an overlay in which something is written. */
export function typeInOverlay(model: AppModel, event: TerminalEvent): AppModel {
  const overlay = topOverlay(model);
  if (!overlay || !isWriting(overlay)) return model;
  const width = overlayEditorWidth(overlayArea(model, overlay));
  const oneLine = overlay.kind === 'palette' || overlay.kind === 'search';
  const editor = edited(overlay.editor, event, width, oneLine);
  if (!editor || editor === overlay.editor) return model;
  const changed = editor.text !== overlay.editor.text;
  const next = replaceOverlay(
    model,
    changed ? { ...overlay, editor, choice: 0, top: 0 } : { ...overlay, editor },
  );
  return changed && overlay.kind === 'search' ? searchFor(next, editor.text, overlay.origin) : next;
}

function edited(
  editor: EditorState,
  event: TerminalEvent,
  width: number,
  oneLine: boolean,
): EditorState | undefined {
  if (oneLine) {
    return event.type === 'paste'
      ? editKey(editor, { type: 'paste', text: event.text.replace(/\s+/g, ' ') }, width)
      : editKey(editor, event, Number.MAX_SAFE_INTEGER);
  }
  const newLine = event.type === 'key' && NEW_LINE.has(event.name);
  return editKey(editor, newLine ? { type: 'paste', text: '\n' } : event, width);
}

const NEW_LINE: ReadonlySet<string> = new Set(['enter', 'shift+enter', 'ctrl+j']);
