// The overlay that finds and runs any command by a few letters of its name.
import { ACCENT, MUTED, span } from '../canvas/pieces.ts';
import { type EditorState, EMPTY_EDITOR } from '../editor/text-editor.ts';
import type { AppModel } from '../model/app-model.ts';
import { isAvailable } from '../model/available.ts';
import { fuzzyMatches } from '../model/fuzzy.ts';
import { COMMAND_NAMES, type CommandName, hintKey, specOf } from '../model/keymap.ts';
import { openOverlay, still } from '../model/step.ts';
import type { OverlayDefinition } from './overlay.ts';
import { bodyOf, MEDIUM } from './overlay-content.ts';

declare module '../model/ui-state.ts' {
  interface OverlayStates {
    palette: { readonly editor: EditorState };
  }
}

const KEY_WIDTH = 14;
const TITLE_WIDTH = 18;

interface Entry {
  readonly name: CommandName;
  readonly title: string;
  readonly description: string;
}

const ENTRIES: readonly Entry[] = COMMAND_NAMES.filter(
  (name) => specOf(name).local === undefined && name !== 'palette',
).map((name) => ({ name, title: specOf(name).title, description: specOf(name).description }));
/** They end something, so they come last, however often they are used. */
const LAST: ReadonlySet<CommandName> = new Set(['restart', 'suspend', 'quit']);

/** Returns the commands that can be run now: the ones used last, then the others. */
function entries(model: AppModel): readonly Entry[] {
  const { recent } = model.ui;
  const rank = ({ name }: Entry): number => {
    if (LAST.has(name)) return COMMAND_NAMES.length + 1;
    const at = recent.indexOf(name);
    return at === -1 ? recent.length : at;
  };
  return ENTRIES.filter(({ name }) => isAvailable(name, model)).sort((a, b) => rank(a) - rank(b));
}

export const PALETTE: OverlayDefinition<'palette'> = {
  width: MEDIUM,
  keys: ['choosing'],
  text: 'line',
  place: 'top',
  open: (model) => still(openOverlay(model, { kind: 'palette', editor: EMPTY_EDITOR })),
  content(model, { editor }) {
    return {
      title: 'Commands',
      head: [],
      editor: { state: editor, rows: 1, label: 'Find a command' },
      body: bodyOf(
        fuzzyMatches(editor.text, entries(model), ['title', 'description']).map(
          ({ name, title, description }) => ({
            line: [
              span(hintKey(name).padEnd(KEY_WIDTH), ACCENT),
              span(title.padEnd(TITLE_WIDTH)),
              span(description, MUTED),
            ],
            action: { type: 'command', name },
          }),
        ),
      ),
      choosing: true,
      hints: ['close', 'choose'],
    };
  },
};
