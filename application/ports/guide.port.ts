// What a guide can ask and show: one page at a time, which fills the screen.

interface PageBase {
  readonly title: string;
  /** The names of all pages on the way, and the index of this one. */
  readonly steps?: { readonly names: readonly string[]; readonly at: number };
  /** A paragraph or more under the title. */
  readonly text?: string;
  /** What went wrong with what was answered before. */
  readonly error?: string;
  /** Whether there is a page before this one. */
  readonly canGoBack: boolean;
}

export interface Option {
  readonly value: string;
  readonly label: string;
  /** Stands behind the label, quietly. */
  readonly detail?: string;
}

/** One or several of a list. */
export interface ChoicePage extends PageBase {
  readonly kind: 'choice';
  /**
   * There already, or fetched while a spinner turns: then `signal` aborts when the page is left, and a failure is shown with
   * a way to try again, and to type a value where that is allowed.
   */
  readonly options: readonly Option[] | ((signal: AbortSignal) => Promise<readonly Option[]>);
  /** What is chosen at first; may hold a value that is typed. */
  readonly selected: readonly string[];
  readonly several: boolean;
  /** Letters narrow the list. */
  readonly filter: boolean;
  /** Another value can be typed; this says what it is: `another model`. */
  readonly custom?: string;
}

/** A text; Enter ends one of a single row, Ctrl+S and Alt+Enter any. */
export interface TextPage extends PageBase {
  readonly kind: 'text';
  readonly value: string;
  readonly rows: number;
  readonly placeholder: string;
  /** What is wrong with it, undefined when nothing is. */
  readonly check: (text: string) => string | undefined;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** What can be written, or what an empty field means; or what the text that is written means. */
  readonly hint: string | ((text: string) => string);
  readonly check: (text: string) => string | undefined;
}

/** Some short texts; what is wrong with one is shown below it. */
export interface FormPage extends PageBase {
  readonly kind: 'form';
  readonly fields: readonly Field[];
}

interface Action {
  readonly value: string;
  readonly label: string;
  /** The letter that does it. */
  readonly key: string;
}

/** A text to be read and scrolled, and what can be done with it; Enter does the first of it. */
export interface ReadPage extends PageBase {
  readonly kind: 'read';
  readonly content: string;
  /** Markdown is laid out; of a template, the variables stand out. */
  readonly format: 'markdown' | 'template';
  readonly actions: readonly Action[];
}

/** Work that takes its time: a spinner, and the last lines of its output. */
export interface WaitPage extends PageBase {
  readonly kind: 'wait';
}

export type Page = ChoicePage | TextPage | FormPage | ReadPage | WaitPage;

/** `back` carries what is entered so far, so that going back loses nothing. */
export type Answer<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'back'; readonly value: Value | undefined }
  /** Esc on the first page, or Ctrl+C on any: the user wants nothing changed. */
  | { readonly kind: 'leave' };

/** Takes the screen until it is closed. One page at a time; between two, the last one stays, without taking keys. */
export interface Guide {
  /** The values, in the order of the list. */
  choose(page: Omit<ChoicePage, 'kind'>): Promise<Answer<readonly string[]>>;
  write(page: Omit<TextPage, 'kind'>): Promise<Answer<string>>;
  /** The texts by the names of their fields. */
  fill(page: Omit<FormPage, 'kind'>): Promise<Answer<Readonly<Record<string, string>>>>;
  /** The value of the action. */
  read(page: Omit<ReadPage, 'kind'>): Promise<Answer<string>>;
  /**
   * Shows `page` while `work` runs, with the pieces of text it reports as they come. Leaving or going back aborts its
   * signal; the answer comes when `work` has ended. Throws what `work` throws, unless it was aborted.
   */
  wait<Value>(
    page: Omit<WaitPage, 'kind'>,
    work: (signal: AbortSignal, report: (text: string) => void) => Promise<Value>,
  ): Promise<Answer<Value>>;
  /**
   * Lets the user change a text in `$VISUAL` or `$EDITOR` (else `vi`), for which the screen is given back. Throws
   * `AdapterError` `EDITOR` when the editor cannot be started or ends with an error. Closing the guide ends the editor,
   * and the text comes back as it was.
   */
  edit(text: string, fileName: string): Promise<string>;
  /** Gives the screen back. What is asked, and whatever is asked afterwards, is answered by `leave`. Safe to call more than once. */
  close(): void;
}

/** A signal from outside, which closes a guide; the guide reports the user's Ctrl+C to it. */
export interface GuideInterruption {
  readonly signal: AbortSignal;
  interrupt(): void;
}

/** Takes the screen at once. The caller closes the guide, whatever happens. */
export type OpenGuide = (theme: 'dark' | 'light', interrupted: GuideInterruption) => Promise<Guide>;
