// The real terminal. terminal-kit takes over the screen; this class does what terminal-kit does wrong or not at all.
import { closeSync } from 'node:fs';
import { isatty, type ReadStream, type WriteStream } from 'node:tty';
import { Attention, type AttentionAbilities, type Progress } from './attention.ts';
import { InputDecoder } from './input-decoder.ts';
import { KitDriver } from './kit-driver.ts';
import { stopUntilContinued } from './stop-process.ts';
import type { AttentiveTerminal, ColorDepth, Size, TerminalEvent } from './terminal.ts';
import { TtyOutput } from './tty-output.ts';

/** Limits resize events, since dragging a window to another size sends hundreds of them. */
const RESIZE_MS = 33;

export interface KitTerminalOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly colors: ColorDepth;
  /** What it shows outside of the screen; nothing without it. */
  readonly attention?: AttentionAbilities;
}

/** Members that Node's types lack, and internals for which there is no public API. */
interface StdoutInternals {
  readonly fd: number;
  readonly _handle?: { readonly setBlocking?: (blocking: boolean) => void };
  readonly _refreshSize?: () => void;
}

export class KitTerminal implements AttentiveTerminal {
  readonly colors: ColorDepth;
  readonly #stdin: ReadStream;
  readonly #stdout: WriteStream & StdoutInternals;
  readonly #driver: KitDriver;
  readonly #output: TtyOutput;
  readonly #attention: Attention | undefined;
  readonly #decoder = new InputDecoder((event) => this.#emit(event));
  #onEvent: ((event: TerminalEvent) => void) | null = null;
  /** Whether this program has the screen: not before start, not after stop, and not while suspended. */
  #taken = false;
  #closed = false;
  #onDrain: (() => void) | undefined;
  #shownSize: Size;
  #resizeTimer: NodeJS.Timeout | undefined;
  /** The standard streams that are a terminal. */
  readonly #terminals = [0, 1, 2].filter((fd) => isatty(fd));

  constructor({ stdin, stdout, colors, attention }: KitTerminalOptions) {
    this.#attention = attention && new Attention(attention);
    this.colors = colors;
    this.#stdin = stdin;
    this.#stdout = stdout as WriteStream & StdoutInternals;
    this.#driver = new KitDriver({ stdin, stdout });
    this.#shownSize = this.#driver.size;
    this.#output = new TtyOutput({
      fd: this.#stdout.fd,
      setBlocking: (blocking) => this.#stdout._handle?.setBlocking?.(blocking),
      onGone: this.#gone,
    });
  }

  get size(): Size {
    return this.#driver.size;
  }

  start(onEvent: (event: TerminalEvent) => void): void {
    this.#onEvent = onEvent;
    this.#stdin.on('end', this.#gone).on('error', this.#gone).on('close', this.#gone);
    this.#stdout.on('resize', this.#resized);
    // terminal-kit does not restore the screen on these events.
    process.on('exit', this.#exit).on('SIGTSTP', this.#stopped).on('SIGCONT', this.#continued);
    this.#take();
  }

  write(bytes: string, onDrain: () => void): boolean {
    if (!this.#taken || this.#output.isDraining) {
      this.#onDrain = onDrain;
      if (this.#taken) this.#output.whenDrained(this.#drained);
      return false;
    }
    this.#output.send(bytes);
    return true;
  }

  show(title: string, progress: Progress): void {
    this.#signal(this.#attention?.show(title, progress));
  }

  alert(text: string): void {
    this.#signal(this.#attention?.alert(text));
  }

  async suspend(run: () => Promise<void>): Promise<void> {
    if (!this.#taken) return run();
    this.#release();
    try {
      await run();
    } finally {
      // `stop` may have been called meanwhile.
      if (this.#onEvent !== null) this.#takeAgain();
    }
  }

  stop(): void {
    if (this.#onEvent === null) return;
    this.#onEvent = null;
    clearTimeout(this.#resizeTimer);
    if (this.#taken) this.#release();
    this.#stdin.off('end', this.#gone).off('error', this.#gone).off('close', this.#gone);
    this.#stdout.off('resize', this.#resized);
    process.off('exit', this.#exit).off('SIGTSTP', this.#stopped).off('SIGCONT', this.#continued);
  }

  /** Writes after the frame that is being written: unlike a frame, it cannot be replaced by a later one. */
  #signal(bytes = ''): void {
    if (this.#taken && bytes !== '') this.#output.send(bytes);
  }

  #take(): void {
    this.#taken = true;
    this.#output.open();
    this.#output.send(this.#driver.take() + (this.#attention?.taken() ?? ''));
    this.#stdin.on('data', this.#read);
  }

  #release(): void {
    this.#taken = false;
    this.#stdin.off('data', this.#read);
    this.#decoder.close();
    this.#output.close(this.#releasing());
    this.#driver.cook();
  }

  #releasing(): string {
    return (this.#attention?.released() ?? '') + this.#driver.release();
  }

  #takeAgain(): void {
    // The window may have been resized while suspended.
    this.#stdout._refreshSize?.();
    this.#take();
    this.#announceSize();
    this.#emit({ type: 'resumed' });
    this.#drained();
  }

  readonly #read = (bytes: Buffer): void => this.#decoder.feed(bytes);

  readonly #drained = (): void => {
    const onDrain = this.#onDrain;
    this.#onDrain = undefined;
    onDrain?.();
  };

  readonly #resized = (): void => {
    this.#resizeTimer ??= setTimeout(() => {
      this.#resizeTimer = undefined;
      this.#announceSize();
    }, RESIZE_MS);
  };

  #announceSize(): void {
    const { size } = this;
    if (size.columns === this.#shownSize.columns && size.rows === this.#shownSize.rows) return;
    this.#shownSize = size;
    this.#emit({ type: 'resize', size });
  }

  readonly #exit = (): void => this.stop();

  /** Restores the shell's screen before an external SIGTSTP (`kill -TSTP`) takes effect. */
  readonly #stopped = (): void => {
    void this.suspend(stopUntilContinued);
  };

  /** Takes the screen again after a SIGSTOP, which cannot be caught: the shell has used the screen meanwhile. */
  readonly #continued = (): void => {
    if (!this.#taken) return;
    this.#stdin.off('data', this.#read);
    this.#decoder.close();
    // Restore first: terminals keep some modes on a stack, which would otherwise hold them twice.
    this.#output.send(this.#releasing());
    this.#takeAgain();
  };

  /** Closes the terminals, because Node aborts if it cannot reset an open terminal at exit. */
  readonly #closeTerminals = (): void => {
    for (const fd of this.#terminals) closeSync(fd);
  };

  readonly #gone = (): void => {
    if (this.#closed) return;
    this.#closed = true;
    process.once('exit', this.#closeTerminals);
    // Deferred, because this may be detected while the screen is being taken or a frame is being written.
    setImmediate(() => this.#emit({ type: 'closed' }));
  };

  #emit(event: TerminalEvent): void {
    this.#onEvent?.(event);
  }
}
