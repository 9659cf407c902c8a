// From an overlay's state to what it shows and where.
import type { AppModel } from '../../app/app-model.ts';
import { clamp } from '../../app/lists.ts';
import type { Overlay } from '../../app/ui-state.ts';
import type { Rect } from '../../canvas/canvas.ts';
import { textWidth } from '../../canvas/width.ts';
import { completeOverlay } from './complete.overlay.ts';
import { pauseOverlay, quitOverlay, resetOverlay } from './dialog.overlay.ts';
import { editNoteOverlay, editTaskOverlay, newNoteOverlay, newTaskOverlay } from './form.overlay.ts';
import { helpOverlay } from './help.overlay.ts';
import { logsOverlay } from './logs.overlay.ts';
import { noteOverlay } from './note.overlay.ts';
import { LARGE, MEDIUM, type OverlayBox, SMALL, WIDE } from './overlay-box.ts';
import { paletteOverlay } from './palette.overlay.ts';
import { searchOverlay } from './search.overlay.ts';
import { taskOverlay, taskStatusOverlay } from './task.overlay.ts';

/** Borders and a column of space inside of them. */
const FRAME = { columns: 4, rows: 2 };
const STRIP = 8;

export interface OverlayArea {
  readonly box: OverlayBox;
  /** With its frame. */
  readonly rect: Rect;
  readonly innerWidth: number;
  readonly editorRows: number;
  readonly bodyRows: number;
  /** The first line of the body that is shown, within bounds. */
  readonly top: number;
  /** The current choice, within bounds; 0 when there is none. */
  readonly choice: number;
}

export function overlayArea(model: AppModel, overlay: Overlay): OverlayArea {
  const { columns, rows } = model.size;
  const innerWidth = innerWidthOf(overlay, columns);
  const box = describeOverlay(model, overlay, innerWidth);
  const room = Math.max(0, rows - 1 - FRAME.rows);
  const headRows = Math.min(box.head.length, room);
  const editorRows = Math.min(box.editor?.rows ?? 0, room - headRows);
  const gap = editorRows > 0 && box.body.length > 0 ? 1 : 0;
  const bodyRows = Math.max(0, Math.min(box.body.length, room - headRows - editorRows - gap));
  const height = Math.min(rows, headRows + editorRows + gap + bodyRows + FRAME.rows);
  const width = Math.min(columns, innerWidth + FRAME.columns);
  // What changes its height while one types stays at its upper edge.
  const y =
    overlay.kind === 'palette' || overlay.kind === 'search'
      ? Math.min(2, rows - height)
      : (rows - 1 - height) >> 1;
  const follows = overlay.kind === 'logs' && overlay.follow;
  const last = Math.max(0, box.body.length - bodyRows);
  return {
    box,
    rect: { x: Math.max(0, (columns - width) >> 1), y: Math.max(0, y), width, height },
    innerWidth,
    editorRows,
    bodyRows,
    top: follows ? last : clamp(overlay.top, 0, last),
    choice: clamp(overlay.choice, 0, Math.max(0, box.body.length - 1)),
  };
}

/** The width in which its text editor wraps. */
export function overlayEditorWidth(area: OverlayArea): number {
  return Math.max(2, area.innerWidth - textWidth('> ') - 1);
}

function describeOverlay(model: AppModel, overlay: Overlay, width: number): OverlayBox {
  switch (overlay.kind) {
    case 'logs':
      return logsOverlay(model, width);
    case 'help':
      return helpOverlay(width);
    case 'palette':
      return paletteOverlay(overlay);
    case 'search':
      return searchOverlay(overlay);
    case 'task':
      return taskOverlay(model, overlay, width);
    case 'task-status':
      return taskStatusOverlay(model, overlay);
    case 'edit-task':
      return editTaskOverlay(overlay);
    case 'edit-note':
      return editNoteOverlay(overlay);
    case 'new-task':
      return newTaskOverlay(overlay);
    case 'note':
      return noteOverlay(model, overlay, width);
    case 'new-note':
      return newNoteOverlay(overlay);
    case 'pause':
      return pauseOverlay(model, width);
    case 'quit':
      return quitOverlay(model, width);
    case 'reset':
      return resetOverlay(model, width);
    case 'complete':
      return completeOverlay(model, width);
    default:
      return overlay satisfies never;
  }
}

/** A strip of a few columns beside it would only distract. */
function innerWidthOf(overlay: Overlay, columns: number): number {
  const most = Math.max(1, columns - FRAME.columns);
  const wanted = widthOf(overlay);
  return most - wanted < STRIP ? most : wanted;
}

function widthOf({ kind }: Overlay): number {
  if (kind === 'logs') return LARGE;
  if (kind === 'help') return WIDE;
  if (kind === 'pause' || kind === 'quit' || kind === 'reset' || kind === 'search' || kind === 'task-status')
    return SMALL;
  return MEDIUM;
}
