// terminal-kit, kept between stand-ins for stdin and stdout: it takes and gives back the screen, and nothing else.
import { EventEmitter } from 'node:events';
import type { ReadStream, WriteStream } from 'node:tty';
import kit from 'terminal-kit';
import type { Size } from './terminal.ts';

const FALLBACK: Size = { columns: 80, rows: 24 };

/**
 * What terminal-kit does not know: bracketed paste; no line wrapping, so that a character that is wider than thought does
 * not shift the next row; keys told apart (Ctrl+Enter, Esc) by the two protocols there are, whichever the terminal knows.
 */
const OWN_MODES_ON = '\x1b[?2004h\x1b[?7l\x1b[>1u\x1b[>4;1m';
/** Synchronized output may be on, when the last frame was cut. terminal-kit itself leaves the mouse format (1006) on. */
const OWN_MODES_OFF = '\x1b[?2026l\x1b[>4m\x1b[<u\x1b[0m\x1b[?7h\x1b[?2004l\x1b[?1006l';

/** The real terminal behind terminal-kit's back. */
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
    // Its own detection finds 16 colours in most terminals; 'xterm-truecolor' has the sequences all of them know.
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
    // A pseudo-terminal that nobody gave a size says 0.
    return columns > 0 && rows > 0 ? { columns, rows } : FALLBACK;
  }

  /** Raw input from now on, which somebody reads; returns the bytes that take the screen. */
  take(): string {
    this.#input.attached = true;
    this.#output.emit('resize');
    // After being stopped from outside the terminal may be in another mode than Node remembers, and Node sets only changes.
    this.#input.setRawMode(false);
    this.#terminal.fullscreen(true);
    this.#terminal.grabInput({ mouse: 'drag' });
    this.#terminal.hideCursor();
    return this.#output.taken() + OWN_MODES_ON;
  }

  /** The bytes that give the screen back. `cook` has to follow once they are written. */
  release(): string {
    // Not yet: what the mouse says until the terminal has read this would be echoed onto the screen.
    this.#input.attached = false;
    this.#terminal.grabInput(false);
    this.#terminal.hideCursor(false);
    this.#terminal.fullscreen(false);
    return OWN_MODES_OFF + this.#output.taken();
  }

  /** Line input from now on, read by nobody. */
  cook(): void {
    this.#input.attached = true;
    this.#input.setRawMode(false);
    this.#input.pause();
    this.#input.attached = false;
  }
}

/**
 * terminal-kit must never see a byte: a stray byte of a UTF-8 character makes its parser loop for ever. It only says when
 * input is raw, and no longer once it is released, whatever its own exit listener says.
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

/** Keeps what terminal-kit writes, for its own writes wait for a terminal that does not read. */
class StandInOutput extends EventEmitter {
  readonly isTTY = true;
  /** Looked at by terminal-kit when the program has nothing left to do. */
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
