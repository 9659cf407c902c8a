// Chooses the key hints, in the words of the keymap.

import { textWidth } from '../canvas/width.ts';
import { type CommandName, hintKey, specOf } from '../model/keymap.ts';
import type { Pane } from '../model/ui-state.ts';

const PANE_HINTS: Readonly<Record<Pane | 'replay', readonly CommandName[]>> = {
  agent: ['help', 'input', 'search', 'expand', 'copy'],
  tasks: ['help', 'open', 'filter-tasks', 'task-status', 'edit-task', 'new-here', 'copy'],
  notes: ['help', 'open', 'edit-note', 'new-here', 'copy'],
  input: ['send', 'new-line', 'leave', 'palette'],
  replay: ['replay-pause', 'replay-faster', 'replay-slower', 'search', 'help'],
};

/** Returns a line such as `esc close · y copy`. */
function hintLine(names: readonly CommandName[]): string {
  return names.map((name) => `${hintKey(name)} ${specOf(name).title.toLowerCase()}`).join(' · ');
}

/** Returns as many of the pane's hints as fit, starting with the first. */
export function paneHints(pane: Pane | 'replay', room: number): string {
  return fittingHints(PANE_HINTS[pane], room);
}

/** Returns as many of the hints as fit, starting with the first. */
export function fittingHints(names: readonly CommandName[], room: number): string {
  for (let count = names.length; count > 0; count--) {
    const line = hintLine(names.slice(0, count));
    if (textWidth(line) <= room) return line;
  }
  return '';
}
