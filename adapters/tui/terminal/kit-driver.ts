// Drives terminal-kit with stand-ins for stdin and stdout. It only takes over and restores the screen.
import { EventEmitter } from 'node:events';
import type { ReadStream, WriteStream } from 'node:tty';
import kit from 'terminal-kit';
import type { Size } from './terminal.ts';

const FALLBACK: Size = { columns: 80, rows: 24 };

/**
 * Modes that terminal-kit does not support: bracketed paste; no line wrapping, so that a character that is wider than
 * assumed does not shift the next row; distinct keys (Ctrl+Enter, Esc) through both existing protocols, since a terminal may
 * support either.
 */
const OWN_MODES_ON = '\x1b[?2004h\x1b[?7l\x1b[>1u\x1b[>4;1m';
/**
 * Also ends synchronized output, in case the last frame was cut off, and the mouse format (1006), which terminal-kit leaves
 * on.
 */
const OWN_MODES_OFF = '\x1b[?2026l\x1b[>4m\x1b[<u\x1b[0m\x1b[?7h\x1b[?2004l\x1b[?1006l';

/** The streams of the real terminal, which terminal-kit does not see. */
export interface Streams {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
}

export class KitDriver {
  readonly #input: StandInInput;
  readonly #output: StandInOutput;
  readonly #terminal: kit.Terminal;
  readonly #stdout: WriteStream;

  constructor({ stdin, stdout }: Streams) {
    this.#stdout = stdout;
    this.#input = new StandInInput(stdin);
    this.#output = new StandInOutput(() => this.size);
    // terminal-kit detects 16 colours in most terminals. 'xterm-truecolor' uses sequences that all of them support.
    const options = {
      generic: 'xterm-truecolor',
      isTTY: true,
      processSigwinch: true,
      stdin: this.#input,
      stdout: this.#output,
      stderr: this.#output,
    };
    this.#terminal = kit.createTerminal(options as unknown as kit.Terminal.CreateOptions);
  }

  get size(): Size {
    const { columns, rows } = this.#stdout;
    // A pseudo-terminal without a configured size reports 0.
    return columns > 0 && rows > 0 ? { columns, rows } : FALLBACK;
  }

  /** Switches to raw input and starts reading it. Returns the bytes that take over the screen. */
  take(): string {
    this.#input.attached = true;
    this.#output.emit('resize');
    // After an external stop, the terminal may be in another mode than Node remembers, and Node only applies changes.
    this.#input.setRawMode(false);
    this.#terminal.fullscreen(true);
    this.#terminal.grabInput({ mouse: 'drag' });
    this.#terminal.hideCursor();
    return this.#output.taken() + OWN_MODES_ON;
  }

  /** Returns the bytes that restore the screen. Call `cook` once they are written. */
  release(): string {
    // Keep raw mode for now: mouse reports that arrive before the terminal has read these bytes would be echoed to the screen.
    this.#input.attached = false;
    this.#terminal.grabInput(false);
    this.#terminal.hideCursor(false);
    this.#terminal.fullscreen(false);
    return OWN_MODES_OFF + this.#output.taken();
  }

  /** Switches back to line input and stops reading. */
  cook(): void {
    this.#input.attached = true;
    this.#input.setRawMode(false);
    this.#input.pause();
    this.#input.attached = false;
  }
}

/**
 * Passes on only the raw mode of terminal-kit and hides all input from it: a stray byte of a UTF-8 character makes its
 * parser loop forever. Once detached, it ignores terminal-kit, including its exit listener.
 */
class StandInInput extends EventEmitter {
  attached = false;
  readonly #stdin: ReadStream;

  constructor(stdin: ReadStream) {
    super();
    this.#stdin = stdin;
  }

  setRawMode(raw: boolean): void {
    if (this.attached) this.#stdin.setRawMode(raw);
  }

  resume(): void {
    if (this.attached) this.#stdin.resume();
  }

  pause(): void {
    if (this.attached) this.#stdin.pause();
  }
}

/** Collects what terminal-kit writes, because its own writes would block on a terminal that does not read. */
class StandInOutput extends EventEmitter {
  readonly isTTY = true;
  /** Read by terminal-kit when the program has nothing left to do. */
  readonly _writableState = { needDrain: false };
  readonly #size: () => Size;
  #bytes = '';

  constructor(size: () => Size) {
    super();
    this.#size = size;
  }

  get columns(): number {
    return this.#size().columns;
  }

  get rows(): number {
    return this.#size().rows;
  }

  write(bytes: string): boolean {
    this.#bytes += bytes;
    return true;
  }

  taken(): string {
    const bytes = this.#bytes;
    this.#bytes = '';
    return bytes;
  }
}
