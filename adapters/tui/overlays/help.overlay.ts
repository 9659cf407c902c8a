// The overlay that lists all keys, generated from the keymap.

import { ACCENT, HEADING, MUTED, span } from '../canvas/pieces.ts';
import type { StyledLine } from '../canvas/style.ts';
import { lineWidth, wrapLine } from '../canvas/wrap.ts';
import { EDITOR_HELP } from '../editor/editor-keys.ts';
import { COMMAND_NAMES, type CommandName, type KeyContext, specOf } from '../model/keymap.ts';
import { openOverlay, still } from '../model/step.ts';
import type { NoState } from '../model/ui-state.ts';
import { keyLabel } from '../terminal/key-label.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, LARGE, type OverlayLine } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    help: NoState;
  }
}

const SECTIONS: readonly (readonly [title: string, contexts: readonly KeyContext[]])[] = [
  ['Everywhere', ['always', 'global']],
  ['Agent output, tasks, notes', ['pane']],
  ['Agent output', ['agent']],
  ['Tasks and notes', ['tasks', 'notes']],
  ['Message', ['input']],
  ['Replay', ['replay']],
  ['Overlays', ['overlay', 'choosing', 'form', 'logs']],
];
const TITLE_WIDTH = 17;
/** The width of the keys, in one column and in each of two. */
const KEYS_WIDTH = { one: 34, two: 24 };
/** From this width on, two columns stand beside each other, with a gap. */
const TWO_COLUMNS = 124;
const GAP = 2;

export const HELP: OverlayDefinition<'help'> = {
  width: LARGE,
  keys: ['reading'],
  open: (model) => still(openOverlay(model, { kind: 'help' })),
  content(_model, _overlay, width) {
    return {
      title: 'Help',
      head: [],
      editor: null,
      body: bodyOf(width < TWO_COLUMNS ? oneColumn(width) : twoColumns(width)),
      choosing: false,
      hints: ['close', 'down', 'palette'],
    };
  },
};

function oneColumn(width: number): OverlayLine[] {
  return joined(sections(KEYS_WIDTH.one, width)).map((line) => ({ line }));
}

/** Divides the sections so that both columns are about as long. */
function twoColumns(width: number): OverlayLine[] {
  const column = (width - GAP) >> 1;
  const all = sections(KEYS_WIDTH.two, column);
  const half = all.reduce((sum, lines) => sum + lines.length + 1, 0) / 2;
  let count = 0;
  for (let rows = 0; count < all.length && rows < half; count++) rows += (all[count]?.length ?? 0) + 1;
  const [left, right] = [joined(all.slice(0, count)), joined(all.slice(count))];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    const line = left[row] ?? [];
    const padding = span(' '.repeat(Math.max(0, column - lineWidth(line)) + GAP));
    return { line: [...line, padding, ...(right[row] ?? [])] };
  });
}

function joined(all: readonly (readonly StyledLine[])[]): readonly StyledLine[] {
  return all.flatMap((lines, index) => (index === 0 ? lines : [[], ...lines]));
}

type Entry = readonly [keys: string, title: string, description: string];

const MOUSE: readonly Entry[] = [
  ['click', '', 'focus, select or place the cursor; click again to open or expand'],
  ['drag', '', 'select text and copy it'],
  ['wheel', '', 'scroll what is under the pointer'],
];

/** Returns the lines of each section, wrapped. Further rows are indented to the description, not to the key. */
function sections(keysWidth: number, width: number): readonly (readonly StyledLine[])[] {
  const hang = { hang: [span(' '.repeat(width >= 2 * keysWidth ? keysWidth : 4))] };
  return entries().map(([title, listed]) => [
    [span(title, HEADING)],
    ...listed.flatMap((entry) => wrapLine(keyLine(entry, keysWidth), width, hang)),
  ]);
}

/** Returns the entries of each section. A command is listed once, in the first section that it belongs to. */
function entries(): readonly (readonly [title: string, listed: readonly Entry[]])[] {
  const shown = new Set<CommandName>();
  const keys = SECTIONS.map(([title, contexts]) => {
    const names = COMMAND_NAMES.filter(
      (name) => !shown.has(name) && specOf(name).where.some((context) => contexts.includes(context)),
    );
    for (const name of names) shown.add(name);
    return [title, names.map(entryOf)] as const;
  });
  const editing = EDITOR_HELP.map(([key, does]): Entry => [key, '', does]);
  return [...keys, ['Editing text', editing], ['Mouse', MOUSE]];
}

function entryOf(name: CommandName): Entry {
  const { keys, title, description } = specOf(name);
  return [keys.map(keyLabel).join(', '), title, description];
}

function keyLine([keys, title, description]: Entry, keysWidth: number): StyledLine {
  const words = title === '' ? description : `${title} `.padEnd(TITLE_WIDTH);
  return [
    span(`  ${keys} `.padEnd(keysWidth), ACCENT),
    span(words),
    span(title === '' ? '' : description, MUTED),
  ];
}
