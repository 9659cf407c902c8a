// The terminal as the interface sees it; terminal-kit is behind it.

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Names of keys that are no text. Modifiers stand before: `ctrl+c`, `alt+enter`, `shift+tab`, `ctrl+shift+left`. */
type KeyName = string;

export type TerminalEvent =
  /** A key. `text` is what it would type, '' when it types nothing: `{name: 'a', text: 'a'}`, `{name: 'enter', text: ''}`. */
  | { readonly type: 'key'; readonly name: KeyName; readonly text: string }
  /** A bracketed paste, whole, of any size; line ends are `\n`; control characters are as they came. */
  | { readonly type: 'paste'; readonly text: string }
  | {
      readonly type: 'mouse';
      readonly kind: 'press' | 'release' | 'drag' | 'wheel-up' | 'wheel-down';
      readonly button: 'left' | 'middle' | 'right' | 'none';
      /** From 0. */
      readonly x: number;
      readonly y: number;
      readonly shift: boolean;
      readonly alt: boolean;
      readonly ctrl: boolean;
    }
  | { readonly type: 'resize'; readonly size: Size }
  /** Back from Ctrl+Z: everything has to be drawn again. */
  | { readonly type: 'resumed' }
  /** The terminal is gone (hang-up, closed window). */
  | { readonly type: 'closed' };

export type ColorDepth = 'none' | '16' | '256' | '24-bit';

export interface Terminal {
  readonly size: Size;
  readonly colors: ColorDepth;

  /** Takes the screen (alternate screen, hidden cursor, mouse, bracketed paste, raw input) and begins to deliver events. */
  start(onEvent: (event: TerminalEvent) => void): void;

  /**
   * Writes one frame's bytes, unless the terminal has not taken the last ones yet: then it returns false and nothing is
   * written; `onDrain` is called once it can be tried again. Never blocks the program.
   */
  write(bytes: string, onDrain: () => void): boolean;

  /** Gives the screen back for a moment: `run` may use the terminal (an editor, a stopped process), then it is taken again. */
  suspend(run: () => Promise<void>): Promise<void>;

  /** Everything is as it was before `start`. Synchronous and safe at any time, also on `exit`, in a crash, more than once. */
  stop(): void;
}
