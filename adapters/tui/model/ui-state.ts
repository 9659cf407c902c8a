// What only the interface knows: focus, scrolling, input, overlays.
import type { NoteId } from '../../../domain/note/note.ts';
import type { SessionCommand } from '../../../domain/session/session.decider.ts';
import type { TaskId } from '../../../domain/task/task.ts';
import type { EditorState } from '../editor/text-editor.ts';
import type { ListLayout } from '../transcript/list-layout.ts';
import type { Hit } from '../transcript/list-search.ts';
import type { Scroll } from '../transcript/message-list.ts';

export type Pane = 'agent' | 'tasks' | 'notes' | 'input';

export interface AgentPaneState {
  /** A cache of laid out blocks. Only `MessageList` reads it, and gives it the model's blocks first. */
  readonly layout: ListLayout;
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

/** A list keeps its selection by id, whatever comes, goes or is sorted again. */
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
  /** It was scrolled to its end, or opened there: some overlays stay at their end when they grow. */
  readonly atEnd: boolean;
}

/**
 * What each kind of overlay holds beside its position. The file of an overlay adds its kind here by declaration merging.
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
  /** The form that was submitted last, until it is known what came of it: a refused one is opened again. */
  readonly submitted: { readonly form: Overlay; readonly command: SessionCommand } | null;
  /** The agent's turn runs: something came from it, or its iteration began, and it has not ended. */
  readonly turn: boolean;
  /** Why nothing happens (a wait, a rate limit), until something happens. */
  readonly waiting: string | null;
  /** The end of the run was asked for. */
  readonly leaving: boolean;
}
