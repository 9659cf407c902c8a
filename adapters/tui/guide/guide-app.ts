// Runs a guide on the terminal: shows one page after the other and returns the answers.

import type {
  Answer,
  ChoicePage,
  FormPage,
  Guide,
  Page,
  Picked,
  PickPage,
  ReadPage,
  TextPage,
  WaitPage,
} from '../../../application/ports/guide.port.ts';
import type { Theme } from '../canvas/theme.ts';
import { ScreenLoop } from '../screen/screen-loop.ts';
import { copySequence } from '../terminal/clipboard.ts';
import type { EditorOptions } from '../terminal/run-editor.ts';
import { stopUntilContinued } from '../terminal/stop-process.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { editText } from './edit-text.ts';
import { drawGuide } from './guide.view.ts';
import type { Ending, GuideAction, GuideEffect, GuideMessage, GuideModel } from './guide-model.ts';
import { updateGuide } from './guide-update.ts';

/** Fast enough for a spinner at any time. A frame without changes costs nothing. */
const TICK_MS = 100;

export interface GuideAppOptions {
  readonly terminal: Terminal;
  readonly theme: Theme;
  readonly editor: EditorOptions;
  /** Whether to wrap clipboard sequences for tmux, which only passes on wrapped ones. */
  readonly insideTmux: boolean;
  /** Called when the terminal is gone, or on Ctrl+C while no page waits for an answer. */
  readonly onInterrupt: () => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The current page, until it is answered. */
interface Question {
  readonly page: Page;
  readonly resolve: (ending: Ending) => void;
  /** Aborts when the user leaves the page, since what it loads is no longer needed. */
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

  /** Takes over the screen. */
  start(): void {
    this.#loop.start();
  }

  async choose(page: Omit<ChoicePage, 'kind'>): Promise<Answer<readonly string[]>> {
    return answerOf(await this.#ask({ kind: 'choice', ...page }), (values) => values);
  }

  async pick({ at, ...page }: PickPage): Promise<Answer<Picked>> {
    const selected = at === undefined ? [] : [at];
    const ending = await this.#ask({ kind: 'choice', ...page, selected, several: false, filter: false });
    return answerOf(ending, ([action = '', value]) => ({ action, value }));
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

  /** Resolves the question. Ignores a page that has already been answered: a key may arrive late. */
  #end(page: Page, ending: Ending): void {
    const question = this.#question;
    if (question?.page !== page) return;
    this.#question = undefined;
    question.left.abort();
    question.resolve(ending);
  }

  /** Loads the options of the page. Drops them if the user has left the page meanwhile. */
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

/** Returns the answer for cancelled work, which has no value. */
function notDone(ending: Ending): Answer<never> {
  if (ending.kind !== 'back') return { kind: 'leave' };
  return { kind: 'back', value: undefined, ...(ending.to !== undefined && { to: ending.to }) };
}

function answerOf<Value>(ending: Ending, toValue: (values: readonly string[]) => Value): Answer<Value> {
  if (ending.kind === 'done') return { kind: 'done', value: toValue(ending.values) };
  if (ending.kind === 'leave') return ending;
  const { values, to } = ending;
  return { kind: 'back', value: values && toValue(values), ...(to !== undefined && { to }) };
}
