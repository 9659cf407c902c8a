// Guides the user through full-screen pages that ask or show something, one at a time.

interface PageBase {
  readonly title: string;
  /** The names of all pages in order, and the index of this one. */
  readonly steps?: { readonly names: readonly string[]; readonly at: number };
  /** One or more paragraphs below the title. */
  readonly text?: string;
  /** Set if the text is markdown, as agents write it. */
  readonly textFormat?: 'markdown';
  /** What was wrong with the previous answer. */
  readonly error?: string;
  /** Whether there is a page before this one. */
  readonly canGoBack: boolean;
}

export interface Option {
  readonly value: string;
  readonly label: string;
  /** Shown dimmed after the label. */
  readonly detail?: string;
}

/** Asks for one or several items of a list. */
export interface ChoicePage extends PageBase {
  readonly kind: 'choice';
  /**
   * The options, or a function that fetches them while a spinner is shown. `signal` aborts when the user leaves the page. If
   * fetching fails, the user can try again, or type a value if `custom` is set.
   */
  readonly options: readonly Option[] | ((signal: AbortSignal) => Promise<readonly Option[]>);
  /** Initially selected values; may contain a typed value. */
  readonly selected: readonly string[];
  readonly several: boolean;
  /** Whether typing filters the list. */
  readonly filter: boolean;
  /** If set, the user can type another value; the label of that choice, such as `another model`. */
  readonly custom?: string;
  /** If set, their keys end the page with the row under the cursor. Enter triggers the first one. */
  readonly actions?: readonly Action[];
}

/** Asks for a text. Enter confirms a text of a single row, Ctrl+S any text. */
export interface TextPage extends PageBase {
  readonly kind: 'text';
  readonly value: string;
  readonly rows: number;
  readonly placeholder: string;
  /** Returns what is wrong with the text, or undefined. */
  readonly check: (text: string) => string | undefined;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** What can be entered or what an empty field means, or a function that explains the entered text. */
  readonly hint: string | ((text: string) => string);
  readonly check: (text: string) => string | undefined;
}

/** Asks for several short texts. Problems are shown below each field. */
export interface FormPage extends PageBase {
  readonly kind: 'form';
  readonly fields: readonly Field[];
}

export interface Action {
  readonly value: string;
  readonly label: string;
  /** The letter that triggers it. */
  readonly key: string;
}

/** A row and what to do with it. `value` is undefined if the list is empty. */
export interface Picked {
  readonly action: string;
  readonly value: string | undefined;
}

/** Shows a scrollable text and the actions the user can take. Enter triggers the first action. */
export interface ReadPage extends PageBase {
  readonly kind: 'read';
  readonly content: string;
  /** `markdown` is rendered; `template` has its variables highlighted. */
  readonly format: 'markdown' | 'template';
  readonly actions: readonly Action[];
}

/** Shows a spinner and the last lines of output while work runs. */
export interface WaitPage extends PageBase {
  readonly kind: 'wait';
}

export type Page = ChoicePage | TextPage | FormPage | ReadPage | WaitPage;

/** A list with actions. The cursor begins on the row `at`. */
export interface PickPage extends PageBase {
  readonly options: readonly Option[];
  readonly at: string | undefined;
  readonly actions: readonly Action[];
}

/** The user's answer. `back` carries the current entry, so that going back loses nothing. */
export type Answer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | {
      readonly kind: 'back';
      readonly value: Value | undefined;
      /** The index of the step to go back to; without it, the page before. */
      readonly to?: number;
    }
  /** The user pressed Esc on the first page, or Ctrl+C on any, and wants no change. */
  | { readonly kind: 'leave' };

/** Owns the screen until it is closed. Shows one page at a time; between two pages the last one stays and ignores keys. */
export interface Guide {
  /** Returns the chosen values, in the order of the list. */
  choose(page: Omit<ChoicePage, 'kind'>): Promise<Answer<readonly string[]>>;
  /** Shows a list whose rows the user can do several things with. Returns the row under the cursor and the action. */
  pick(page: PickPage): Promise<Answer<Picked>>;
  write(page: Omit<TextPage, 'kind'>): Promise<Answer<string>>;
  /** Returns the texts by field name. */
  fill(page: Omit<FormPage, 'kind'>): Promise<Answer<Readonly<Record<string, string>>>>;
  /** Returns the value of the chosen action. */
  read(page: Omit<ReadPage, 'kind'>): Promise<Answer<string>>;
  /**
   * Shows `page` and the text that `work` reports while it runs. Leaving or going back aborts the signal of `work`; the answer
   * comes when `work` has ended. Throws what `work` throws, unless it was aborted.
   */
  wait<Value>(
    page: Omit<WaitPage, 'kind'>,
    work: (signal: AbortSignal, report: (text: string) => void) => Promise<Value>,
  ): Promise<Answer<Value>>;
  /**
   * Opens a text in `$VISUAL` or `$EDITOR` (else `vi`), which takes over the screen, and returns the edited text. Throws
   * `AdapterError` `EDITOR` if the editor cannot be started or exits with an error. Closing the guide ends the editor and
   * returns the text unchanged.
   */
  edit(text: string, fileName: string): Promise<string>;
  /** Restores the terminal. Answers the open page, and any later one, with `leave`. Can be called repeatedly. */
  close(): void;
}

/** A signal from outside that closes a guide. The guide calls `interrupt` when the user presses Ctrl+C. */
export interface GuideInterruption {
  readonly signal: AbortSignal;
  interrupt(): void;
}

/** Takes over the screen immediately. The caller must close the guide, whatever happens. */
export type OpenGuide = (theme: 'dark' | 'light', interrupted: GuideInterruption) => Promise<Guide>;
