// What only the interface knows: focus, scrolling, input, overlays. The update and the views own its shape.
import type { NoteId, NoteType } from '../../../domain/note/note.ts';
import type { TaskId, TaskPriority } from '../../../domain/task/task.ts';
import type { Hit } from '../transcript/list-search.ts';
import type { MessageList, Scroll } from '../transcript/message-list.ts';
import type { EditorState } from './text-editor.ts';

export type Pane = 'agent' | 'tasks' | 'notes' | 'input';

export interface AgentPaneState {
  /** Keeps what was laid out of the transcript; what it answers depends on the model alone. */
  readonly list: MessageList;
  readonly scroll: Scroll;
  /** Id of the selected block. */
  readonly selected: number | null;
  /** Ids of the blocks shown whole. */
  readonly expanded: ReadonlySet<number>;
  readonly search: Search | null;
}

export type SearchOrigin = Pick<AgentPaneState, 'scroll' | 'selected'>;

interface Search {
  readonly query: string;
  /** How often it was found when it was last looked for. */
  readonly count: number;
  /** The place that is shown. */
  readonly hit: Hit | null;
}

/** A list keeps its selection by id, whatever comes, goes or is sorted anew. */
export interface ListState<Id> {
  readonly selected: Id | null;
  /** Index of the first row shown. */
  readonly top: number;
}

export interface InputState {
  readonly editor: EditorState;
  /** Sent before, oldest first. */
  readonly history: readonly string[];
  /** The entry of the history that is shown, null while it is none of them. */
  readonly recalled: number | null;
  /** What was being written when the history was entered. */
  readonly draft: string;
}

/** What every overlay has: where it is scrolled to, and which of its choices is the current one. */
interface OverlayPosition {
  readonly top: number;
  readonly choice: number;
}

export type OverlayContent =
  /** `follow`: the newest entry stays in sight. */
  | { readonly kind: 'logs'; readonly follow: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'palette'; readonly editor: EditorState }
  /** Giving up leads back to `origin`. */
  | { readonly kind: 'search'; readonly editor: EditorState; readonly origin: SearchOrigin }
  | { readonly kind: 'task'; readonly id: TaskId }
  | { readonly kind: 'task-status'; readonly id: TaskId }
  | { readonly kind: 'edit-task'; readonly id: TaskId; readonly editor: EditorState }
  | { readonly kind: 'new-task'; readonly editor: EditorState; readonly priority: TaskPriority }
  | { readonly kind: 'note'; readonly id: NoteId }
  | { readonly kind: 'edit-note'; readonly id: NoteId; readonly editor: EditorState }
  | { readonly kind: 'new-note'; readonly editor: EditorState; readonly noteType: NoteType }
  | { readonly kind: 'pause' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'quit' };

export type Overlay = OverlayContent & OverlayPosition;
export type OverlayOf<Kind extends Overlay['kind']> = Extract<Overlay, { readonly kind: Kind }>;

/** Something to tell the user, until the clock is past `until`. */
interface Toast {
  readonly ok: boolean;
  readonly text: string;
  readonly until: number;
}

export interface UiState {
  readonly focus: Pane;
  /** Ctrl+X was pressed: the next key is the second half of a command. */
  readonly prefix: boolean;
  /** The user's choice for wide screens. */
  readonly sidebar: boolean;
  readonly agent: AgentPaneState;
  readonly tasks: ListState<TaskId>;
  readonly notes: ListState<NoteId>;
  readonly input: InputState;
  /** The last one is on top and owns the keys. */
  readonly overlays: readonly Overlay[];
  readonly toast: Toast | null;
  /** The form that was submitted last, until it is known what came of it: what was refused can be mended. */
  readonly submitted: Overlay | null;
  /** The agent's turn runs: something came from it, or its iteration began, and it has not ended. */
  readonly turn: boolean;
  /** Why nothing happens (a wait, a rate limit), until something happens. */
  readonly waiting: string | null;
  /** The end of the run was asked for. */
  readonly leaving: boolean;
}
