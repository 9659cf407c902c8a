// Computes where everything is on the screen. Views and updates share it.

import type { Rect } from '../canvas/canvas.ts';
import { editorLines } from '../editor/editor-lines.ts';
import type { EditorState } from '../editor/text-editor.ts';
import type { AppModel } from '../model/app-model.ts';
import { workersOf } from '../model/desks.ts';
import { queuedRows } from '../model/queued-messages.ts';
import { cardOf } from './card.ts';
import { perModel } from './per-model.ts';
import { shownWorkers } from './worker-rows.ts';

export const MIN_COLUMNS = 40;
export const MIN_ROWS = 10;
const WIDE = { columns: 100, rows: 25 };
/** The sidebar takes this part of a wide screen, within bounds. */
const SIDEBAR = { part: 0.3, least: 34, most: 64, drawer: 45 };
/** The rows of the header and the space below it: in a high sidebar, and in a low one. */
const HEADER_ROWS = { high: 6, low: 2 };
const HIGH = 24;
/** A lower pane shows no card. */
const CARD_LEAST = 12;
/** The columns before and after the text of the input. */
export const INPUT_LEFT = 4;
const INPUT_RIGHT = 2;

export interface Layout {
  readonly fits: boolean;
  readonly wide: boolean;
  /** `docked`: beside the output. `drawer`: over the output, while the sidebar has the focus. */
  readonly sidebarMode: 'docked' | 'drawer' | 'hidden';
  readonly agent: Rect;
  /** The tabs of several workers; without height in place. */
  readonly workers: Rect;
  /** The part of the agent pane that shows the blocks. */
  readonly output: Rect;
  /** What needs the user, below the output. */
  readonly card: Rect;
  readonly divider: Rect;
  /** The messages that wait for the agent, above the input. */
  readonly queue: Rect;
  readonly input: Rect;
  /** The width at which the text of the input wraps. */
  readonly inputWidth: number;
  readonly sidebar: Rect;
  readonly header: Rect;
  /** The list of several workers; without height in place. */
  readonly workerList: Rect;
  /** Includes the title row, as does `notes`. */
  readonly tasks: Rect;
  readonly notes: Rect;
  /** The rows of each list below its title. */
  readonly listRows: { readonly tasks: number; readonly notes: number };
  readonly status: Rect;
}

export const layoutOf = perModel(computeLayout);

function computeLayout(model: AppModel): Layout {
  const { columns, rows } = model.size;
  const wide = columns >= WIDE.columns && rows >= WIDE.rows;
  const docked = wide && model.ui.sidebar;
  const { focus } = model.ui;
  const inSidebar = focus === 'tasks' || focus === 'notes';
  const sidebarMode = docked ? 'docked' : inSidebar ? 'drawer' : 'hidden';
  const sidebarWidth = wide
    ? Math.max(SIDEBAR.least, Math.min(SIDEBAR.most, Math.round(columns * SIDEBAR.part)))
    : Math.min(SIDEBAR.drawer, columns - 4);
  const agent = rect(0, 0, docked ? columns - sidebarWidth - 1 : columns, rows - 1);
  const inputWidth = Math.max(2, agent.width - INPUT_LEFT - INPUT_RIGHT);
  const inputRows = editorRows(model.ui.input.editor, inputWidth, Math.floor(rows / 3));
  const inputTop = agent.height - inputRows;
  const queueTop = inputTop - queuedRows(model);
  const card = cardOf(model, agent.width);
  const cardRows = card && agent.height >= CARD_LEAST ? card.lines.length + 1 : 0;
  const cardTop = queueTop - 1 - cardRows;
  const tabRows = workersOf(model).length > 0 ? 1 : 0;
  const sidebar = rect(columns - sidebarWidth, 0, sidebarWidth, rows - 1);
  return {
    fits: columns >= MIN_COLUMNS && rows >= MIN_ROWS,
    wide,
    sidebarMode,
    agent,
    workers: rect(0, 1, agent.width, tabRows),
    output: rect(0, 1 + tabRows, agent.width, cardTop - 1 - tabRows),
    card: rect(0, cardTop, agent.width, cardRows),
    divider: rect(0, queueTop - 1, agent.width, 1),
    queue: rect(0, queueTop, agent.width, inputTop - queueTop),
    input: rect(0, inputTop, agent.width, inputRows),
    inputWidth,
    ...sidebarParts(model, sidebar),
    status: rect(0, rows - 1, columns, 1),
  };
}

/** Returns the columns between the left edge of the sidebar and its content. */
export function drawerInset({ sidebarMode }: Pick<Layout, 'sidebarMode'>): number {
  return sidebarMode === 'drawer' ? 2 : 0;
}

/** Returns the rows that an editor takes. */
function editorRows(editor: EditorState, width: number, most: number): number {
  const lines = editorLines(editor.text, width);
  return Math.max(1, Math.min(most, lines.length));
}

type SidebarParts = Pick<Layout, 'sidebar' | 'header' | 'workerList' | 'tasks' | 'notes' | 'listRows'>;

function sidebarParts(model: AppModel, sidebar: Rect): SidebarParts {
  const { x, y, width, height } = sidebar;
  const headerRows = height < 12 ? 0 : height >= HIGH ? HEADER_ROWS.high : HEADER_ROWS.low;
  const { rows: workerRows } = shownWorkers(model, height);
  // A free row separates them from the tasks.
  const top = headerRows + workerRows + (workerRows > 0 ? 1 : 0);
  const tasksRows = Math.ceil((height - top) * 0.55);
  const notesRows = height - top - tasksRows;
  return {
    sidebar,
    header: rect(x, y, width, headerRows),
    workerList: rect(x, y + headerRows, width, workerRows),
    tasks: rect(x, y + top, width, tasksRows),
    notes: rect(x, y + top + tasksRows, width, notesRows),
    listRows: { tasks: Math.max(0, tasksRows - 1), notes: Math.max(0, notesRows - 1) },
  };
}

function rect(x: number, y: number, width: number, height: number): Rect {
  return { x, y, width: Math.max(0, width), height: Math.max(0, height) };
}
