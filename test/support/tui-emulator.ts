// A headless terminal emulator, which tells what a terminal would show.
import unicode11 from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';

export interface EmulatorSize {
  readonly columns: number;
  readonly rows: number;
}

/** The look of one cell. Colours are `#rrggbb` or a palette number; '' is the terminal's default. */
export interface EmulatorCell {
  /** '' in the second cell of a wide character. */
  readonly text: string;
  readonly fg: string;
  readonly bg: string;
  readonly attributes: readonly string[];
}

export class Emulator {
  readonly #terminal: xterm.Terminal;
  #written: Promise<void> = Promise.resolve();

  constructor({ columns, rows }: EmulatorSize) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.#terminal.loadAddon(new unicode11.Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
  }

  get size(): EmulatorSize {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  get bracketedPaste(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  get mouse(): string {
    return this.#terminal.modes.mouseTrackingMode;
  }

  get isAlternateScreen(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  get autoWrap(): boolean {
    return this.#terminal.modes.wraparoundMode;
  }

  get cursor(): { readonly x: number; readonly y: number } {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { x: cursorX, y: cursorY };
  }

  /** Whether the cursor is visible. xterm has no public API for it. */
  get isCursorVisible(): boolean {
    const core = this.#terminal as unknown as {
      _core: { coreService: { isCursorHidden: boolean } };
    };
    return !core._core.coreService.isCursorHidden;
  }

  write(bytes: string): void {
    this.#written = new Promise((resolve) => {
      this.#terminal.write(bytes, resolve);
    });
  }

  /** Calls `listener` with the emulator's replies to queries of the program. */
  onReply(listener: (bytes: string) => void): void {
    this.#terminal.onData(listener);
  }

  /** Resolves when everything written so far is on the screen. */
  settled(): Promise<void> {
    return this.#written;
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  /** Returns all rows, without trailing spaces. */
  rows(): string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, y) =>
      (active.getLine(active.baseY + y)?.translateToString(true) ?? '').trimEnd(),
    );
  }

  cell(x: number, y: number): EmulatorCell {
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.baseY + y)?.getCell(x);
    if (cell === undefined) throw new RangeError(`There is no cell ${x},${y}`);
    const attributes = {
      bold: cell.isBold(),
      dim: cell.isDim(),
      italic: cell.isItalic(),
      underline: cell.isUnderline(),
      strike: cell.isStrikethrough(),
      inverse: cell.isInverse(),
    };
    const color = (isRgb: boolean, isDefault: boolean, value: number) => {
      if (isDefault) return '';
      return isRgb ? `#${value.toString(16).padStart(6, '0')}` : String(value);
    };
    return {
      text: cell.getWidth() === 0 ? '' : cell.getChars() || ' ',
      fg: color(cell.isFgRGB(), cell.isFgDefault(), cell.getFgColor()),
      bg: color(cell.isBgRGB(), cell.isBgDefault(), cell.getBgColor()),
      attributes: Object.entries(attributes).flatMap(([name, on]) => (on ? [name] : [])),
    };
  }

  /** Returns the style runs of a row, as `from-to colour on background attributes`, without plain cells. */
  styleRuns(y: number): string[] {
    const looks = Array.from({ length: this.#terminal.cols }, (_, x) => {
      const { fg, bg, attributes } = this.cell(x, y);
      return [fg, bg && `on ${bg}`, ...attributes].filter((part) => part !== '').join(' ');
    });
    const starts = looks.flatMap((look, x) => (x === 0 || look !== looks[x - 1] ? [x] : []));
    return starts.flatMap((start, index) => {
      const look = looks[start];
      return look ? [`${start}-${(starts[index + 1] ?? looks.length) - 1} ${look}`] : [];
    });
  }

  dispose(): void {
    this.#terminal.dispose();
  }
}
