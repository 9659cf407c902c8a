// The overlay that lists all keys, generated from the keymap.

import { ACCENT, HEADING, MUTED, span } from '../canvas/pieces.ts';
import type { StyledLine } from '../canvas/style.ts';
import { wrapLine } from '../canvas/wrap.ts';
import { EDITOR_HELP } from '../editor/editor-keys.ts';
import { COMMAND_NAMES, type KeyContext, specOf } from '../model/keymap.ts';
import { openOverlay, still } from '../model/step.ts';
import type { NoState } from '../model/ui-state.ts';
import { keyLabel } from '../terminal/key-label.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, EMPTY_LINE, type OverlayLine, WIDE } from './overlay-content.ts';

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
  ['Overlays', ['overlay', 'choosing', 'form']],
];
const KEYS_WIDTH = 34;
const TITLE_WIDTH = 17;
const WORDS_FROM = KEYS_WIDTH;

export const HELP: OverlayDefinition<'help'> = {
  width: WIDE,
  keys: ['reading'],
  open: (model) => still(openOverlay(model, { kind: 'help' })),
  content(_model, _overlay, width) {
    return {
      title: 'Help',
      head: [],
      editor: null,
      body: bodyOf(helpLines().flatMap(({ line }) => wrapped(line, width))),
      choosing: false,
      hints: ['close', 'down', 'palette'],
    };
  },
};

/** Wraps a line. Further rows are indented to the description, not to the key. */
function wrapped(line: StyledLine, width: number): OverlayLine[] {
  const room = width >= 2 * WORDS_FROM ? WORDS_FROM : 4;
  return wrapLine(line, width, { hang: [span(' '.repeat(room))] }).map((row) => ({ line: row }));
}

function helpLines(): OverlayLine[] {
  const shown = new Set<string>();
  const lines: OverlayLine[] = [];
  for (const [title, contexts] of SECTIONS) {
    if (lines.length > 0) lines.push(EMPTY_LINE);
    lines.push({ line: [span(title, HEADING)] });
    for (const name of COMMAND_NAMES) {
      const { where, keys, description } = specOf(name);
      if (shown.has(name) || !where.some((context) => contexts.includes(context))) continue;
      shown.add(name);
      lines.push(keyLine(keys.map(keyLabel).join(', '), specOf(name).title, description));
    }
  }
  lines.push(EMPTY_LINE, { line: [span('Editing text', HEADING)] });
  for (const [keys, does] of EDITOR_HELP) lines.push(keyLine(keys, '', does));
  lines.push(EMPTY_LINE, { line: [span('Mouse', HEADING)] });
  lines.push(keyLine('click', '', 'focus, select or place the cursor; click again to open or expand'));
  lines.push(keyLine('drag', '', 'select text and copy it'));
  lines.push(keyLine('wheel', '', 'scroll what is under the pointer'));
  return lines;
}

function keyLine(keys: string, title: string, description: string): OverlayLine {
  const words = title === '' ? description : `${title} `.padEnd(TITLE_WIDTH);
  return {
    line: [
      span(`  ${keys} `.padEnd(KEYS_WIDTH), ACCENT),
      span(words),
      span(title === '' ? '' : description, MUTED),
    ],
  };
}
