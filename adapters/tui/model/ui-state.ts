// The state that only the interface has: focus, scrolling, input and overlays.
import type { RunPhase } from '../../../application/ports/run-observer.port.ts';
import type { NoteId } from '../../../domain/note/note.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import type { EditorState } from '../editor/text-editor.ts';
import type { ListLayout } from '../transcript/list-layout.ts';
import type { Hit } from '../transcript/list-search.ts';
import type { EndMark, Scroll } from '../transcript/message-list.ts';
import type { CommandName } from './keymap.ts';
import type { TaskEntryId, TaskFilter } from './task-entries.ts';

export type Pane = 'agent' | 'tasks' | 'notes' | 'input';

export interface AgentPaneState {
  /** A cache of laid-out blocks. Only `MessageList` uses it, after setting the model's blocks. */
  readonly layout: ListLayout;
  readonly scroll: Scroll;
  /** The end of the transcript when the user left it; null while it is followed. */
  readonly left: EndMark | null;
  /** The id of the selected block. */
  readonly selected: number | null;
  /** The ids of the blocks shown in full. */
  readonly expanded: ReadonlySet<number>;
  readonly search: Search | null;
  /** The iteration that the user wants to see, while the history before is read; null for none. */
  readonly sought: number | null;
}

export type SearchOrigin = Pick<AgentPaneState, 'scroll' | 'selected'>;

interface Search {
  readonly query: string;
  /** The number of matches of the last search. */
  readonly count: number;
  /** The number of the current match, from 1 for the oldest; 0 for none. */
  readonly at: number;
  /** The current match. */
  readonly hit: Hit | null;
}

/** A list remembers its selection by id, so that changes of its entries or their order do not move it. */
export interface ListState<Id> {
  readonly selected: Id | null;
  /** The index of the first visible row. */
  readonly top: number;
}

export interface InputState {
  readonly editor: EditorState;
  /** Sent messages, oldest first. */
  readonly history: readonly string[];
  /** The index of the history entry in the editor, null if it shows none. */
  readonly recalled: number | null;
  /** The unsent text from before the user went into the history. */
  readonly draft: string;
}

/** The scroll position and the current choice of an overlay. */
interface OverlayPosition {
  readonly top: number;
  readonly choice: number;
  /** Whether it was scrolled to its end or opened there. Some overlays then stay at the end while they grow. */
  readonly atEnd: boolean;
}

/**
 * The state of each kind of overlay, besides its position. The file of an overlay adds its kind by declaration merging.
 * @public
 */
// biome-ignore lint/suspicious/noEmptyInterface: the files in overlays/ fill it
export interface OverlayStates {}
export type OverlayKind = keyof OverlayStates;
export type NoState = Readonly<Record<never, unknown>>;

export type OverlayState = {
  [Kind in OverlayKind]: { readonly kind: Kind } & OverlayStates[Kind];
}[OverlayKind];
export type OverlayOf<Kind extends OverlayKind> = {
  [Each in Kind]: { readonly kind: Each } & OverlayStates[Each] & OverlayPosition;
}[Kind];
export type Overlay = OverlayOf<OverlayKind>;

/** A short message for the user, shown until the time `until`. */
interface Toast {
  readonly ok: boolean;
  readonly text: string;
  readonly until: number;
}

/** When the user last pressed a key or a button. */
interface Presence {
  /** Milliseconds since the epoch; null before the first key, for somebody who begins to watch a run that is under way. */
  readonly at: number | null;
  /** The session as it was then. */
  readonly session: SessionState;
}

export interface ShownPhase {
  readonly event: RunPhase;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

export interface UiState {
  readonly focus: Pane;
  /** Whether Ctrl+X was pressed, so that the next key completes a command. */
  readonly prefix: boolean;
  /** Whether the user wants the sidebar on wide screens. */
  readonly sidebar: boolean;
  readonly agent: AgentPaneState;
  readonly tasks: ListState<TaskEntryId>;
  /** What the user chose to see of the tasks. */
  readonly taskFilter: TaskFilter;
  readonly notes: ListState<NoteId>;
  readonly input: InputState;
  /** The last one is on top and receives the keys. */
  readonly overlays: readonly Overlay[];
  readonly toast: Toast | null;
  /** The commands that were run from the palette, the last one first. */
  readonly recent: readonly CommandName[];
  /** The last submitted form, until its result is known. A refused form is opened again. */
  readonly submitted: { readonly form: Overlay; readonly command: SessionCommand } | null;
  /** Whether the agent's turn runs. It starts with the iteration or the agent's first output. */
  readonly turn: boolean;
  /** What happens that no block shows; null if blocks show it. */
  readonly phase: ShownPhase | null;
  /** Why the run waits (a delay, a rate limit); null when something happens again. */
  readonly waiting: string | null;
  /** The wait for the store, null if it answers. It may last over the end of a run. */
  readonly storeWait: string | null;
  /** The notes that need the user and are already seen. */
  readonly seenNotes: ReadonlySet<NoteId>;
  readonly presence: Presence;
  /** Whether the user has asked to quit. */
  readonly leaving: boolean;
}
