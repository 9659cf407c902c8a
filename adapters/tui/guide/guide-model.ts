// The whole state of a guide: the page that is shown, what is entered on it, and what can happen to it.

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
  /** Values that were typed; they stand in the list like the others. */
  readonly typed: readonly string[];
  /** Of several, those that are marked. */
  readonly marked: readonly string[];
  readonly query: EditorState;
  /** The row with the cursor, and the first one that is shown. */
  readonly at: number;
  readonly top: number;
  /** Another value, while it is typed. */
  readonly typing: EditorState | null;
}

export interface TextState {
  readonly kind: 'text';
  readonly page: TextPage;
  readonly editor: EditorState;
  /** The user tried to submit it: what is wrong with it is shown from now on. */
  readonly tried: boolean;
}

export interface FormState {
  readonly kind: 'form';
  readonly page: FormPage;
  /** One for each field, in their order. */
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
  /** The end of the output. */
  readonly output: string;
  /** It was left, and the work has not ended yet. */
  readonly stopping: boolean;
}

export type PageState = ChoiceState | TextState | FormState | ReadState | WaitState;

export interface GuideModel {
  readonly size: Size;
  /** Milliseconds since the epoch, moved on by `tick`. */
  readonly now: number;
  /** null until the first page is shown. */
  readonly shown: PageState | null;
  /** The page is answered: it stays until the next one, and takes no keys. */
  readonly answered: boolean;
}

/** What a click or a turn of the wheel means. */
export type GuideAction =
  /** As if this key were pressed. */
  | { readonly type: 'key'; readonly name: string }
  /** Chooses the row of a list; of several, marks it. */
  | { readonly type: 'row'; readonly index: number }
  | { readonly type: 'scroll'; readonly lines: number }
  /** In the text that is written, or in that of a field. */
  | { readonly type: 'place-cursor'; readonly field: number; readonly index: number };

export type GuideMessage =
  | ScreenMessage<GuideAction>
  | { readonly type: 'show'; readonly page: Page }
  | { readonly type: 'loaded'; readonly options: readonly Option[] }
  | { readonly type: 'load-failed'; readonly reason: string }
  /** A piece of the output of the work. */
  | { readonly type: 'output'; readonly text: string }
  | { readonly type: 'work-ended' };

/** How a page ended: `done` with the texts or values that its kind has, `back` with them as they stand. */
export type Ending =
  | { readonly kind: 'done'; readonly values: readonly string[] }
  | { readonly kind: 'back'; readonly values: readonly string[] | undefined }
  | { readonly kind: 'leave' };

export type GuideEffect =
  /** Fetches the options of the page that is shown. */
  | { readonly type: 'load' }
  | { readonly type: 'end'; readonly page: Page; readonly ending: Ending }
  | { readonly type: 'suspend' }
  /** Ctrl+C while nothing is asked. */
  | { readonly type: 'interrupt' };

export type GuideStep = readonly [GuideModel, readonly GuideEffect[]];

/** What a key does to a page: another state of it, or its end. */
export type PageStep<State extends PageState = PageState> =
  | State
  | { readonly kind: 'ended'; readonly values: readonly string[] }
  | { readonly kind: 'reload' };
