// Says which commands can do something now, so that the palette offers no others.
import { isOver } from './activity.ts';
import type { AppModel } from './app-model.ts';
import { workersOf } from './desks.ts';
import type { CommandName } from './keymap.ts';

const CONDITIONS: { readonly [Name in CommandName]?: (model: AppModel) => boolean } = {
  pause: (model) => !isOver(model),
  workers: (model) => workersOf(model).length > 0,
  // Only the process that ran the session can run it again.
  restart: ({ result }) => result !== null,
  'send-now': ({ ui }) => ui.input.editor.text.trim() !== '',
  'accept-protected': ({ session }) => session.proof.protection.changes.length > 0,
};

/** What changes the session: a replay refuses it. */
const CHANGING: ReadonlySet<CommandName> = new Set<CommandName>([
  ...(['input', 'answer', 'new-task', 'new-note'] as const),
  ...(['pause', 'restart', 'send-now', 'accept-protected'] as const),
]);

export function isAvailable(name: CommandName, model: AppModel): boolean {
  if (model.surroundings.mode === 'replay' && CHANGING.has(name)) return false;
  return CONDITIONS[name]?.(model) ?? true;
}
