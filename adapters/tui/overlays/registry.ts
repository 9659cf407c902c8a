// The list of all overlays. The compiler rejects a missing kind.
import type { CommandName } from '../model/keymap.ts';
import type { OverlayKind } from '../model/ui-state.ts';
import { ANSWER } from './answer.overlay.ts';
import { COMMIT } from './commit.overlay.ts';
import { COMMIT_FILES } from './commit-files.overlay.ts';
import { COMPLETE } from './complete.overlay.ts';
import { EDIT_NOTE } from './edit-note.overlay.ts';
import { EDIT_TASK } from './edit-task.overlay.ts';
import { FILTER_TASKS } from './filter-tasks.overlay.ts';
import { HELP } from './help.overlay.ts';
import { LOGS } from './logs.overlay.ts';
import { NEW_NOTE } from './new-note.overlay.ts';
import { NEW_TASK } from './new-task.overlay.ts';
import { NOTE } from './note.overlay.ts';
import type { OverlayDefinition } from './overlay.ts';
import { PALETTE } from './palette.overlay.ts';
import { QUIT } from './quit.overlay.ts';
import { RESET } from './reset.overlay.ts';
import { SEARCH } from './search.overlay.ts';
import { SESSIONS } from './sessions.overlay.ts';
import { TASK } from './task.overlay.ts';
import { TASK_STATUS } from './task-status.overlay.ts';
import { TIMELINE } from './timeline.overlay.ts';
import { WORKERS } from './workers.overlay.ts';

export const OVERLAYS: { readonly [Kind in OverlayKind]: OverlayDefinition<Kind> } = {
  answer: ANSWER,
  commit: COMMIT,
  'commit-files': COMMIT_FILES,
  complete: COMPLETE,
  'edit-note': EDIT_NOTE,
  'edit-task': EDIT_TASK,
  'filter-tasks': FILTER_TASKS,
  help: HELP,
  logs: LOGS,
  'new-note': NEW_NOTE,
  'new-task': NEW_TASK,
  note: NOTE,
  palette: PALETTE,
  quit: QUIT,
  reset: RESET,
  search: SEARCH,
  sessions: SESSIONS,
  task: TASK,
  'task-status': TASK_STATUS,
  timeline: TIMELINE,
  workers: WORKERS,
};

/** The commands that open the overlay of the same name. */
export type OpeningCommand = CommandName & OverlayKind;

export function isOpening(name: CommandName): name is OpeningCommand {
  return Object.hasOwn(OVERLAYS, name);
}

export const OVERLAY_KINDS = Object.keys(OVERLAYS) as readonly OverlayKind[];

export function definitionOf<Kind extends OverlayKind>({
  kind,
}: {
  readonly kind: Kind;
}): OverlayDefinition<Kind> {
  // The compiler cannot infer that the definition of a kind takes overlays of that kind.
  return OVERLAYS[kind] as OverlayDefinition<Kind>;
}
