// A frame as text, and as text with its styles: what golden files hold.
import type { AppModel } from '../../../../adapters/tui/app/app-model.ts';
import type { UiAction } from '../../../../adapters/tui/app/ui-action.ts';
import { Grid } from '../../../../adapters/tui/canvas/grid.ts';
import type { Style } from '../../../../adapters/tui/canvas/style.ts';
import { drawDashboard } from '../../../../adapters/tui/views/dashboard.view.ts';

export function frameOf(model: AppModel): Grid<UiAction> {
  const { columns, rows } = model.size;
  const grid = new Grid<UiAction>(columns, rows);
  drawDashboard(grid.canvas, model);
  return grid;
}

/** One line per row, without the spaces at its end. */
export function textOfFrame<Action>(grid: Grid<Action>): string {
  return rowsOf(grid, (x, y) => grid.textAt(x, y)).join('\n');
}

export function goldenOf(model: AppModel): string {
  return goldenOfFrame(frameOf(model));
}

/** The rows, then the cursor, then for each row where which style begins. */
export function goldenOfFrame<Action>(grid: Grid<Action>): string {
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

function rowsOf<Action>(grid: Grid<Action>, at: (x: number, y: number) => string): string[] {
  return Array.from({ length: grid.height }, (_, y) => {
    let row = '';
    for (let x = 0; x < grid.width; x++) row += at(x, y);
    return row.trimEnd();
  });
}
