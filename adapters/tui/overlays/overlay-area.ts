// Computes what an open overlay shows and where, once per model and overlay.
import { clamp } from '../canvas/scrolling.ts';
import { textWidth } from '../canvas/width.ts';
import { type OverlayRect, overlayRect, overlayWidth } from '../layout/overlay-layout.ts';
import type { AppModel } from '../model/app-model.ts';
import type { Overlay } from '../model/ui-state.ts';
import type { OverlayDefinition } from './overlay.ts';
import type { OverlayContent } from './overlay-content.ts';
import { definitionOf } from './registry.ts';

export interface OverlayArea extends Pick<OverlayRect, 'rect'> {
  readonly content: OverlayContent;
  readonly innerWidth: number;
  readonly editorRows: number;
  readonly bodyRows: number;
  /** The first visible line of the body, within bounds. */
  readonly top: number;
  /** The current choice, within bounds; 0 if there is none. */
  readonly choice: number;
}

const known = new WeakMap<Overlay, { readonly model: AppModel; readonly area: OverlayArea }>();

export function overlayArea(model: AppModel, overlay: Overlay): OverlayArea {
  const found = known.get(overlay);
  if (found?.model === model) return found.area;
  const area = computeArea(model, overlay);
  known.set(overlay, { model, area });
  return area;
}

function computeArea(model: AppModel, overlay: Overlay): OverlayArea {
  const definition: OverlayDefinition<Overlay['kind']> = definitionOf(overlay);
  const innerWidth = overlayWidth(definition.width, model.size);
  const content = definition.content(model, overlay, innerWidth);
  const { head, editor, body } = content;
  const wanted = { head: head.length, editor: editor?.rows ?? 0, body: body.length };
  const rows = overlayRect(model.size, innerWidth, wanted, definition.place ?? 'middle');
  const last = Math.max(0, body.length - rows.body);
  return {
    content,
    rect: rows.rect,
    innerWidth,
    editorRows: rows.editor,
    bodyRows: rows.body,
    top: definition.followsEnd && overlay.atEnd ? last : clamp(overlay.top, 0, last),
    choice: clamp(overlay.choice, 0, Math.max(0, body.length - 1)),
  };
}

/** Returns the width at which the text editor wraps. */
export function overlayEditorWidth(area: OverlayArea): number {
  return Math.max(2, area.innerWidth - textWidth('> ') - 1);
}
