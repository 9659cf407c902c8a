// Draws an overlay: its frame, head, editor and the visible part of its body.

import { ACCENT, cut, drawScrollbar, MUTED, SELECTED, withBackground } from '../canvas/pieces.ts';
import { textWidth } from '../canvas/width.ts';
import { drawEditor } from '../editor/editor.view.ts';
import { lineCount } from '../editor/text-editor.ts';
import type { AppModel } from '../model/app-model.ts';
import type { Overlay } from '../model/ui-state.ts';
import { type OverlayArea, overlayArea } from '../overlays/overlay-area.ts';
import type { OverlayLine } from '../overlays/overlay-content.ts';
import { definitionOf } from '../overlays/registry.ts';
import { fittingHints } from './hints.ts';
import { placeCursor, type View } from './view.ts';

const BACKGROUND = { bg: 'surface' } as const;
const BORDER = { fg: 'accent', bg: 'surface' } as const;
const WHEEL_LINES = 3;

export function drawOverlay(view: View, model: AppModel, overlay: Overlay): void {
  const area = overlayArea(model, overlay);
  const whole = { x: 0, y: 0, width: view.width, height: view.height };
  // A click beside a form must not discard the user's text.
  const keepsText = definitionOf(overlay).text === 'lines';
  view.hit(whole, keepsText ? { type: 'nothing' } : { type: 'command', name: 'close' });
  view.hit(area.rect, { type: 'nothing' }, scrollOverlay);
  const frame = view.part(area.rect);
  frame.fill(BACKGROUND);
  drawFrame(frame, area);
  const inside = { x: 2, y: 1, width: area.innerWidth, height: frame.height - 2 };
  frame.selectable(inside);
  const inner = frame.part(inside);
  const headRows = drawHead(inner, area);
  const editorRows = drawOverlayEditor(inner, area, headRows);
  const y = headRows + editorRows + (editorRows > 0 && area.bodyRows > 0 ? 1 : 0);
  drawBody(inner, area, y);
  drawScrollbar(frame, y + 1, area.bodyRows, { top: area.top, total: area.content.body.length });
}

function drawHead(inner: View, { content }: OverlayArea): number {
  const rows = Math.min(content.head.length, inner.height);
  for (const [row, line] of content.head.slice(0, rows).entries()) drawLine(inner, row, line);
  return rows;
}

function drawOverlayEditor(inner: View, { content, editorRows }: OverlayArea, y: number): number {
  if (!content.editor) return 0;
  const part = inner.part({ x: 0, y, width: inner.width, height: editorRows });
  drawEditor(part, content.editor.state, {
    placeholder: content.editor.label,
    focused: true,
    prompt: '> ',
    onClick: placeCursor,
  });
  return editorRows;
}

function drawBody(inner: View, { content, bodyRows, top, choice }: OverlayArea, y: number): void {
  for (let row = 0; row < bodyRows; row++) {
    const index = top + row;
    const line = content.body.at(index);
    if (content.choosing) drawChoice(inner, y + row, line, index, index === choice);
    else drawLine(inner, y + row, line);
  }
}

function drawLine(inner: View, y: number, { line, action }: OverlayLine): void {
  inner.line(0, y, line);
  if (action) inner.hit({ x: 0, y, width: inner.width, height: 1 }, action, scrollOverlay);
}

function drawChoice(inner: View, y: number, { line }: OverlayLine, index: number, chosen: boolean): void {
  const rect = { x: 0, y, width: inner.width, height: 1 };
  if (chosen) inner.fill(SELECTED, rect);
  const x = inner.text(0, y, chosen ? '› ' : '  ', chosen ? ACCENT : {});
  inner.line(x, y, chosen ? withBackground(line, SELECTED) : line);
  inner.hit(rect, { type: 'choose', index }, scrollOverlay);
}

function drawFrame(frame: View, { content }: OverlayArea): void {
  const { width, height } = frame;
  if (width < 2 || height < 2) return;
  const rule = '─'.repeat(width - 2);
  frame.text(0, 0, `╭${rule}╮`, BORDER);
  for (let y = 1; y < height - 1; y++) {
    frame.text(0, y, '│', BORDER);
    frame.text(width - 1, y, '│', BORDER);
  }
  frame.text(0, height - 1, `╰${rule}╯`, BORDER);
  frame.text(2, 0, ` ${cut(content.title, width - 6)} `, ACCENT);
  const hints = fittingHints(content.hints, width - 6);
  const hintsAt = width - 4 - textWidth(hints);
  frame.text(hintsAt, height - 1, ` ${hints} `, MUTED);
  const lines = content.editor ? lineCount(content.editor.state) : '';
  if (lines !== '' && lines.length + 5 < hintsAt) frame.text(2, height - 1, ` ${lines} `, MUTED);
}

function scrollOverlay(direction: -1 | 1) {
  return { type: 'scroll', target: 'overlay', lines: direction * WHEEL_LINES } as const;
}
