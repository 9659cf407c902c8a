// Defines the state of a guide (the current page and the user's input), its messages and its effects.

import type {
  ChoicePage,
  FormPage,
  Option,
  Page,
  ReadPage,
  TextPage,
  WaitPage,
} from '../../../application/ports/guide.port.ts';
import type { EditorState } from '../editor/text-editor.ts';
import type { ScreenMessage } from '../terminal/screen-message.ts';
import type { Size } from '../terminal/terminal.ts';

export interface ChoiceState {
  readonly kind: 'choice';
  readonly page: ChoicePage;
  readonly loading: 'running' | 'done' | { readonly failed: string };
  readonly options: readonly Option[];
  /** Values that the user typed. The list shows them like the others. */
  readonly typed: readonly string[];
  /** The marked values, if the page allows several. */
  readonly marked: readonly string[];
  readonly query: EditorState;
  /** The index of the row with the cursor, and of the first visible row. */
  readonly at: number;
  readonly top: number;
  /** The editor for another value, while the user types one. */
  readonly typing: EditorState | null;
}

export interface TextState {
  readonly kind: 'text';
  readonly page: TextPage;
  readonly editor: EditorState;
  /** Whether the user has tried to submit the text. From then on, problems are shown. */
  readonly tried: boolean;
}

export interface FormState {
  readonly kind: 'form';
  readonly page: FormPage;
  /** One editor per field, in order. */
  readonly editors: readonly EditorState[];
  readonly focus: number;
  readonly tried: boolean;
}

export interface ReadState {
  readonly kind: 'read';
  readonly page: ReadPage;
  readonly top: number;
}

export interface WaitState {
  readonly kind: 'wait';
  readonly page: WaitPage;
  /** When the work began, in milliseconds since the epoch. */
  readonly since: number;
  /** The last part of the output. */
  readonly output: string;
  /** Whether the user has left the page while the work still runs. */
  readonly stopping: boolean;
}

export type PageState = ChoiceState | TextState | FormState | ReadState | WaitState;

export interface GuideModel {
  readonly size: Size;
  /** In milliseconds since the epoch; updated by `tick`. */
  readonly now: number;
  /** null until the first page is shown. */
  readonly shown: PageState | null;
  /** Whether the page is answered. It then stays on screen until the next one, and takes no keys. */
  readonly answered: boolean;
}

/** The meaning of a click or a turn of the wheel. */
export type GuideAction =
  /** Has the effect of pressing this key. */
  | { readonly type: 'key'; readonly name: string }
  /** Chooses a row of a list, or marks it if the page allows several. */
  | { readonly type: 'row'; readonly index: number }
  | { readonly type: 'scroll'; readonly lines: number }
  /** Goes back to an earlier step. */
  | { readonly type: 'step'; readonly at: number }
  /** Places the cursor in the text of the page or of a field. */
  | { readonly type: 'place-cursor'; readonly field: number; readonly index: number };

export type GuideMessage =
  | ScreenMessage<GuideAction>
  | { readonly type: 'show'; readonly page: Page }
  | { readonly type: 'loaded'; readonly options: readonly Option[] }
  | { readonly type: 'load-failed'; readonly reason: string }
  /** The work has produced some output. */
  | { readonly type: 'output'; readonly text: string }
  | { readonly type: 'work-ended' };

/**
 * How a page ended: `done` with the submitted values, `back` with the values so far and the step to go to (without one, the
 * page before), `leave` without any.
 */
export type Ending =
  | { readonly kind: 'done'; readonly values: readonly string[] }
  | { readonly kind: 'back'; readonly values: readonly string[] | undefined; readonly to?: number }
  | { readonly kind: 'leave' };

export type GuideEffect =
  /** Loads the options of the current page. */
  | { readonly type: 'load' }
  | { readonly type: 'end'; readonly page: Page; readonly ending: Ending }
  | { readonly type: 'suspend' }
  /** Ctrl+C was pressed while no page waits for an answer. */
  | { readonly type: 'interrupt' };

export type GuideStep = readonly [GuideModel, readonly GuideEffect[]];

/** The result of a key on a page: its next state, its end, or a request to reload its options. */
export type PageStep<State extends PageState = PageState> =
  | State
  | { readonly kind: 'ended'; readonly values: readonly string[] }
  | { readonly kind: 'reload' };
