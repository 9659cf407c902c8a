// Runs a program in a pseudo-terminal, with a terminal emulator that shows what it draws.
import { type IPty, spawn } from '@lydell/node-pty';
import { onTestFinished } from 'vitest';
import { endProcess } from './processes.ts';
import { Emulator } from './tui-emulator.ts';
import { waitFor } from './wait-for.ts';

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** Added to the environment of this process; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface PtyExit {
  readonly code: number;
  /** 0 if no signal ended it. */
  readonly signal: number;
}

export class PtyProgram {
  readonly emulator: Emulator;
  readonly exited: Promise<PtyExit>;
  /** Everything that the program has written. */
  output = '';
  readonly #pty: IPty;
  #running = true;

  constructor(file: string, args: readonly string[], options: PtyOptions = {}) {
    const { columns = 80, rows = 24 } = options;
    this.emulator = new Emulator({ columns, rows });
    const cwd = options.cwd ?? process.cwd();
    this.#pty = spawn(file, [...args], { cols: columns, rows, cwd, env: environmentOf(options) });
    this.#pty.onData((data) => {
      this.output += data;
      this.emulator.write(data);
    });
    this.emulator.onReply((reply) => this.#running && this.#pty.write(reply));
    this.exited = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode, signal = 0 }) => {
        this.#running = false;
        resolve({ code: exitCode, signal });
      });
    });
    onTestFinished(async () => {
      if (this.#running) endProcess(this.pid);
      this.#pty.resume();
      await this.exited;
      this.emulator.dispose();
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Types keys as bytes: text, `\r`, `\x03`, `\x1b[A`. */
  type(bytes: string | Buffer): void {
    // The types allow only text, but tests also send bytes that are not complete characters.
    this.#pty.write(bytes as string);
  }

  /** Pastes text like a terminal, with brackets if the program has enabled them. Line breaks become `\r`. */
  paste(text: string): void {
    const typed = text.replaceAll('\n', '\r');
    this.type(this.emulator.bracketedPaste ? `\x1b[200~${typed}\x1b[201~` : typed);
  }

  /** Clicks a cell. Columns and rows count from 0. */
  click(x: number, y: number): void {
    this.type(`\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`);
  }

  /** Presses the mouse button at one cell and releases it at another. */
  drag(
    from: { readonly x: number; readonly y: number },
    to: { readonly x: number; readonly y: number },
  ): void {
    this.type(`\x1b[<0;${from.x + 1};${from.y + 1}M`);
    this.type(`\x1b[<32;${to.x + 1};${to.y + 1}M\x1b[<0;${to.x + 1};${to.y + 1}m`);
  }

  wheel(x: number, y: number, direction: -1 | 1): void {
    this.type(`\x1b[<${direction < 0 ? 64 : 65};${x + 1};${y + 1}M`);
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Stops reading the output, like a terminal window that hangs. */
  stopReading(): void {
    this.#pty.pause();
  }

  readAgain(): void {
    this.#pty.resume();
  }

  signal(name: NodeJS.Signals): void {
    endProcess(this.pid, name);
  }

  /** Closes the terminal window. */
  hangUp(): void {
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  /** Returns all rows of the screen, without trailing spaces. */
  async screen(): Promise<string[]> {
    await this.emulator.settled();
    return this.emulator.rows();
  }

  /** Resolves with the screen once it shows `wanted`. */
  async waitForText(wanted: string | RegExp, limitMs = 10_000): Promise<string[]> {
    const shows = (screen: string[]) => {
      const text = screen.join('\n');
      return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
    };
    let last: string[] = [];
    const look = async () => {
      last = await this.screen();
      return shows(last) && last;
    };
    return waitFor(`${wanted} on the screen`, look, limitMs).catch((error: unknown) => {
      throw new Error(`the screen was:\n${last.join('\n').trimEnd()}\n`, { cause: error });
    });
  }

  /** Resolves once no row shows `unwanted`. */
  async waitForNoText(unwanted: string, limitMs = 10_000): Promise<void> {
    const look = async () => !(await this.screen()).join('\n').includes(unwanted);
    await waitFor(`${unwanted} off the screen`, look, limitMs);
  }
}

/** Returns the environment without undefined values, which would be passed on as the text "undefined". */
function environmentOf(options: PtyOptions): Record<string, string> {
  const terminal = {
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
  };
  const all = Object.entries({ ...process.env, ...terminal, ...options.env });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
