// The running guide: shows one page after the other on the terminal and returns the answers.

import type {
  Answer,
  ChoicePage,
  FormPage,
  Guide,
  Page,
  ReadPage,
  TextPage,
  WaitPage,
} from '../../../application/ports/guide.port.ts';
import type { Theme } from '../canvas/theme.ts';
import { ScreenLoop } from '../screen/screen-loop.ts';
import { copySequence } from '../terminal/clipboard.ts';
import { stopUntilContinued } from '../terminal/stop-process.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type EditorOptions, editText } from './edit-text.ts';
import { drawGuide } from './guide.view.ts';
import type { Ending, GuideAction, GuideEffect, GuideMessage, GuideModel } from './guide-model.ts';
import { updateGuide } from './guide-update.ts';

/** So that a spinner turns as soon as there is one; a frame in which nothing has changed costs nothing. */
const TICK_MS = 100;

export interface GuideAppOptions {
  readonly terminal: Terminal;
  readonly theme: Theme;
  readonly editor: EditorOptions;
  /** tmux hands on what is wrapped for it. */
  readonly insideTmux: boolean;
  /** The terminal is gone, or Ctrl+C was pressed while nothing was asked. */
  readonly onInterrupt: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The page that is shown, as long as it is not answered. */
interface Question {
  readonly page: Page;
  readonly resolve: (ending: Ending) => void;
  /** Aborts when the page is left: whatever is fetched for it is not needed any more. */
  readonly left: AbortController;
}

export class GuideApp implements Guide {
  #question: Question | undefined;
  readonly #closed = new AbortController();
  readonly #loop: ScreenLoop<GuideModel, GuideMessage, GuideEffect, GuideAction>;

  constructor(private readonly options: GuideAppOptions) {
    const { terminal, theme, now } = options;
    this.#loop = new ScreenLoop<GuideModel, GuideMessage, GuideEffect, GuideAction>({
      terminal,
      theme,
      model: { size: terminal.size, now: now(), shown: null, answered: true },
      update: updateGuide,
      view: drawGuide,
      carryOut: (effect) => this.#carryOut(effect),
      tickMs: () => TICK_MS,
      onSelected: (text) => this.#loop.write(copySequence(text, options.insideTmux)),
      onClosed: options.onInterrupt,
      now,
    });
  }

  /** Takes the screen. */
  start(): void {
    this.#loop.start();
  }

  async choose(page: Omit<ChoicePage, 'kind'>): Promise<Answer<readonly string[]>> {
    return answerOf(await this.#ask({ kind: 'choice', ...page }), (values) => values);
  }

  async write(page: Omit<TextPage, 'kind'>): Promise<Answer<string>> {
    return answerOf(await this.#ask({ kind: 'text', ...page }), ([text = '']) => text);
  }

  async fill(page: Omit<FormPage, 'kind'>): Promise<Answer<Readonly<Record<string, string>>>> {
    return answerOf(await this.#ask({ kind: 'form', ...page }), (texts) =>
      Object.fromEntries(page.fields.map(({ name }, index) => [name, texts[index] ?? ''])),
    );
  }

  async read(page: Omit<ReadPage, 'kind'>): Promise<Answer<string>> {
    return answerOf(await this.#ask({ kind: 'read', ...page }), ([action = '']) => action);
  }

  async wait<Value>(
    page: Omit<WaitPage, 'kind'>,
    work: (signal: AbortSignal, report: (text: string) => void) => Promise<Value>,
  ): Promise<Answer<Value>> {
    const left = new AbortController();
    const ending = this.#ask({ kind: 'wait', ...page }, left);
    const report = (text: string): void => {
      if (!left.signal.aborted) this.#loop.send({ type: 'output', text });
    };
    try {
      const value = await work(left.signal, report);
      if (left.signal.aborted) return notDone(await ending);
      this.#workEnded();
      return { kind: 'done', value };
    } catch (error) {
      if (left.signal.aborted) return notDone(await ending);
      this.#workEnded();
      throw error;
    }
  }

  async edit(text: string, fileName: string): Promise<string> {
    if (this.#closed.signal.aborted) return text;
    let changed = text;
    await this.options.terminal.suspend(async () => {
      changed = await editText(text, fileName, this.options.editor, this.#closed.signal);
    });
    return changed;
  }

  close(): void {
    this.#closed.abort();
    this.#loop.stop();
    if (this.#question) this.#end(this.#question.page, { kind: 'leave' });
  }

  #ask(page: Page, left = new AbortController()): Promise<Ending> {
    if (this.#closed.signal.aborted) {
      left.abort();
      return Promise.resolve({ kind: 'leave' });
    }
    if (this.#question) throw new Error('a page is shown already');
    return new Promise((resolve) => {
      this.#question = { page, resolve, left };
      this.#loop.send({ type: 'show', page });
    });
  }

  #workEnded(): void {
    this.#question = undefined;
    this.#loop.send({ type: 'work-ended' });
  }

  #carryOut(effect: GuideEffect): void {
    if (effect.type === 'end') this.#end(effect.page, effect.ending);
    else if (effect.type === 'load') this.#load();
    else if (effect.type === 'suspend') void this.options.terminal.suspend(stopUntilContinued);
    else this.options.onInterrupt();
  }

  /** A key may have been pressed on a page that is answered already. */
  #end(page: Page, ending: Ending): void {
    const question = this.#question;
    if (question?.page !== page) return;
    this.#question = undefined;
    question.left.abort();
    question.resolve(ending);
  }

  /** What is fetched for a page that was left is dropped. */
  #load(): void {
    const question = this.#question;
    if (question?.page.kind !== 'choice' || typeof question.page.options !== 'function') return;
    const { signal } = question.left;
    question.page.options(signal).then(
      (options) => {
        if (!signal.aborted) this.#loop.send({ type: 'loaded', options });
      },
      (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        if (!signal.aborted) this.#loop.send({ type: 'load-failed', reason });
      },
    );
  }
}

/** Work that was left has no value. */
function notDone({ kind }: Ending): Answer<never> {
  return kind === 'back' ? { kind, value: undefined } : { kind: 'leave' };
}

function answerOf<Value>(ending: Ending, toValue: (values: readonly string[]) => Value): Answer<Value> {
  if (ending.kind === 'done') return { kind: 'done', value: toValue(ending.values) };
  if (ending.kind === 'leave') return ending;
  return { kind: 'back', value: ending.values && toValue(ending.values) };
}
