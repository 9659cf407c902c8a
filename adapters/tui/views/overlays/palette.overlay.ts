// Every command, found by a few letters of its name.
import fuzzysort from 'fuzzysort';
import { COMMAND_NAMES, type CommandName, hintKey, specOf } from '../../app/keymap.ts';
import type { OverlayOf } from '../../app/ui-state.ts';
import { ACCENT, MUTED, span } from '../pieces.ts';
import { bodyOf, type OverlayBox } from './overlay-box.ts';

const KEY_WIDTH = 14;
const TITLE_WIDTH = 27;

interface Entry {
  readonly name: CommandName;
  readonly title: string;
  readonly description: string;
}

const ENTRIES: readonly Entry[] = COMMAND_NAMES.filter(
  (name) => specOf(name).local === undefined && name !== 'palette',
).map((name) => ({ name, title: specOf(name).title, description: specOf(name).description }));

export function paletteOverlay({ editor }: OverlayOf<'palette'>): OverlayBox {
  const found = paletteCommands(editor.text);
  return {
    title: 'Commands',
    head: [],
    editor: { state: editor, rows: 1, label: 'Find a command' },
    body: bodyOf(
      found.map(({ name, title, description }) => ({
        line: [
          span(hintKey(name).padEnd(KEY_WIDTH), ACCENT),
          span(title.padEnd(TITLE_WIDTH)),
          span(description, MUTED),
        ],
        action: { type: 'command', name },
      })),
    ),
    choosing: true,
    hints: ['close', 'choose'],
  };
}

/** All of them for an empty query, else the best match first. */
function paletteCommands(query: string): readonly Entry[] {
  if (query.trim() === '') return ENTRIES;
  const found = fuzzysort.go(query.trim(), ENTRIES, { keys: ['title', 'description'] });
  return found.map(({ obj }) => obj);
}
