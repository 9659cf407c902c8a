// Frames as text for golden files. Text alone shows a component; styles are held once, by the theme test.

import type { Rect } from '../../../../adapters/tui/canvas/canvas.ts';
import { Grid } from '../../../../adapters/tui/canvas/grid.ts';
import type { Style } from '../../../../adapters/tui/canvas/style.ts';
import type { AppModel } from '../../../../adapters/tui/model/app-model.ts';
import type { UiAction } from '../../../../adapters/tui/model/ui-action.ts';
import { drawDashboard } from '../../../../adapters/tui/views/dashboard.view.ts';

export function frameOf(model: AppModel): Grid<UiAction> {
  const { columns, rows } = model.size;
  const grid = new Grid<UiAction>(columns, rows);
  drawDashboard(grid.canvas, model);
  return grid;
}

/** Returns the rows of the frame, or of one part of it, without the spaces at their ends. */
export function textOfFrame<Action>(grid: Grid<Action>, part: Rect = wholeOf(grid)): string {
  return Array.from({ length: part.height }, (_, row) => {
    let text = '';
    for (let x = part.x; x < part.x + part.width; x++) text += grid.textAt(x, part.y + row);
    return text.trimEnd();
  }).join('\n');
}

/** Joins several small components into the content of one golden file, each below its name. */
export function sheetOf(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .map(([name, text]) => `== ${name}\n${text.trimEnd()}\n`)
    .join('\n');
}

/** Returns the rows of the frame, then its cursor, then for each row where which style begins. */
export function styledFrame<Action>(grid: Grid<Action>): string {
  const cursor = grid.cursor ? `cursor ${grid.cursor.x},${grid.cursor.y}` : 'no cursor';
  return `${textOfFrame(grid)}\n--- ${cursor}\n${styleRuns(grid).join('\n')}\n`;
}

function styleRuns<Action>(grid: Grid<Action>): string[] {
  return Array.from({ length: grid.height }, (_, y) => {
    const runs: string[] = [];
    let before = '';
    for (let x = 0; x < grid.width; x++) {
      const style = styleWord(grid.styleAt(x, y));
      if (style !== before) runs.push(`${x}:${style || '-'}`);
      before = style;
    }
    return `${y} ${runs.join(' ')}`.trimEnd();
  });
}

function styleWord(style: Style): string {
  const { fg, bg, ...attributes } = style;
  const on = Object.entries(attributes).flatMap(([name, value]) => (value === true ? [name] : []));
  return [fg ?? '', bg ? `on-${bg}` : '', ...on].filter(Boolean).join('+');
}

function wholeOf<Action>({ width, height }: Grid<Action>): Rect {
  return { x: 0, y: 0, width, height };
}
