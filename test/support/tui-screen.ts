// A terminal for tests of the TUI: an emulator shows the output, and the test feeds events.
import type { ColorDepth, Size, Terminal, TerminalEvent } from '../../adapters/tui/terminal/terminal.ts';
import { Emulator } from './tui-emulator.ts';

export class ScreenTerminal implements Terminal {
  readonly emulator: Emulator;
  readonly colors: ColorDepth;
  /** All written frames. */
  readonly frames: string[] = [];
  /** If true, `write` reports backpressure like a slow terminal, until `drain`. */
  isDraining = false;
  isStarted = false;
  #onEvent: ((event: TerminalEvent) => void) | null = null;
  #onDrain: (() => void) | undefined;

  constructor(size: Size = { columns: 80, rows: 24 }, colors: ColorDepth = '24-bit') {
    this.emulator = new Emulator(size);
    this.colors = colors;
  }

  get size(): Size {
    return this.emulator.size;
  }

  start(onEvent: (event: TerminalEvent) => void): void {
    this.isStarted = true;
    this.#onEvent = onEvent;
    this.emulator.write('\x1b[?1049h\x1b[?7l\x1b[?25l');
  }

  write(bytes: string, onDrain: () => void): boolean {
    if (this.isDraining) {
      this.#onDrain = onDrain;
      return false;
    }
    this.frames.push(bytes);
    this.emulator.write(bytes);
    return true;
  }

  async suspend(run: () => Promise<void>): Promise<void> {
    await run();
    this.feed({ type: 'resumed' });
  }

  stop(): void {
    this.isStarted = false;
    this.#onEvent = null;
    this.emulator.write('\x1b[?7h\x1b[?25h\x1b[?1049l');
  }

  feed(...events: readonly TerminalEvent[]): void {
    for (const event of events) this.#onEvent?.(event);
  }

  /** Presses keys by name. A single character is typed as itself. */
  press(...names: readonly string[]): void {
    for (const name of names) {
      const text = name === 'space' ? ' ' : name;
      this.feed({ type: 'key', name, text: [...text].length === 1 ? text : '' });
    }
  }

  type(text: string): void {
    this.press(...[...text].map((character) => (character === ' ' ? 'space' : character)));
  }

  click(x: number, y: number): void {
    const at = { x, y, shift: false, alt: false, ctrl: false };
    this.feed({ type: 'mouse', kind: 'press', button: 'left', ...at });
    this.feed({ type: 'mouse', kind: 'release', button: 'left', ...at });
  }

  resize(size: Size): void {
    this.emulator.resize(size.columns, size.rows);
    this.feed({ type: 'resize', size });
  }

  drain(): void {
    this.isDraining = false;
    const onDrain = this.#onDrain;
    this.#onDrain = undefined;
    onDrain?.();
  }

  /** Returns all rows, without trailing spaces. */
  async rows(): Promise<string[]> {
    await this.emulator.settled();
    return this.emulator.rows();
  }

  /** Returns the screen and its styles as text, for golden files. */
  async golden(): Promise<string> {
    const rows = await this.rows();
    const styles = rows.flatMap((_, y) => {
      const runs = this.emulator.styleRuns(y);
      return runs.length === 0 ? [] : [`${y}: ${runs.join(' | ')}`];
    });
    const { x, y } = this.emulator.cursor;
    const cursor = this.emulator.isCursorVisible ? `cursor ${x},${y}` : 'no cursor';
    return [...rows.map((row) => `|${row}`), `-- ${cursor}`, ...styles, ''].join('\n');
  }
}
