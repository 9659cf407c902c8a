// An overlay: a frame over what is below, its head, its editor and the part of its body that is scrolled to.
import type { AppModel } from '../app/app-model.ts';
import type { Overlay } from '../app/ui-state.ts';
import { textWidth } from '../canvas/width.ts';
import { drawEditor, placeCursor } from './editor.view.ts';
import { hintLine } from './hints.ts';
import { type OverlayArea, overlayArea } from './overlays/describe-overlay.ts';
import type { OverlayLine } from './overlays/overlay-box.ts';
import { ACCENT, cut, drawScrollbar, MUTED, SELECTED, type View, withBackground } from './pieces.ts';

const BACKGROUND = { bg: 'surface' } as const;
const BORDER = { fg: 'accent', bg: 'surface' } as const;
const WHEEL_LINES = 3;

export function drawOverlay(view: View, model: AppModel, overlay: Overlay): void {
  const area = overlayArea(model, overlay);
  const whole = { x: 0, y: 0, width: view.width, height: view.height };
  // What is being written is not lost by a click beside it.
  view.hit(whole, { type: isForm(overlay) ? 'nothing' : 'close' });
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
  drawScrollbar(frame, y + 1, area.bodyRows, { top: area.top, total: area.box.body.length });
}

function isForm({ kind }: Overlay): boolean {
  return kind === 'new-task' || kind === 'new-note' || kind === 'edit-task' || kind === 'edit-note';
}

function drawHead(inner: View, { box }: OverlayArea): number {
  const rows = Math.min(box.head.length, inner.height);
  for (const [row, line] of box.head.slice(0, rows).entries()) drawLine(inner, row, line, false);
  return rows;
}

function drawOverlayEditor(inner: View, { box, editorRows }: OverlayArea, y: number): number {
  if (!box.editor) return 0;
  const part = inner.part({ x: 0, y, width: inner.width, height: editorRows });
  drawEditor(part, box.editor.state, {
    placeholder: box.editor.label,
    focused: true,
    prompt: '> ',
    onClick: placeCursor,
  });
  return editorRows;
}

function drawBody(inner: View, { box, bodyRows, top, choice }: OverlayArea, y: number): void {
  for (let row = 0; row < bodyRows; row++) {
    drawLine(inner, y + row, box.body.at(top + row), box.choosing && top + row === choice, box.choosing);
  }
}

function drawLine(
  inner: View,
  y: number,
  { line, action }: OverlayLine,
  chosen: boolean,
  choice = false,
): void {
  const rect = { x: 0, y, width: inner.width, height: 1 };
  if (chosen) inner.fill(SELECTED, rect);
  const x = choice ? inner.text(0, y, chosen ? '› ' : '  ', chosen ? ACCENT : {}) : 0;
  inner.line(x, y, chosen ? withBackground(line, SELECTED) : line);
  if (action) inner.hit(rect, action, scrollOverlay);
}

function drawFrame(frame: View, { box }: OverlayArea): void {
  const { width, height } = frame;
  if (width < 2 || height < 2) return;
  const rule = '─'.repeat(width - 2);
  frame.text(0, 0, `╭${rule}╮`, BORDER);
  for (let y = 1; y < height - 1; y++) {
    frame.text(0, y, '│', BORDER);
    frame.text(width - 1, y, '│', BORDER);
  }
  frame.text(0, height - 1, `╰${rule}╯`, BORDER);
  frame.text(2, 0, ` ${cut(box.title, width - 6)} `, ACCENT);
  const hints = cut(hintLine(box.hints), width - 6);
  frame.text(width - 4 - textWidth(hints), height - 1, ` ${hints} `, MUTED);
}

function scrollOverlay(direction: -1 | 1) {
  return { type: 'scroll', target: 'overlay', lines: direction * WHEEL_LINES } as const;
}
