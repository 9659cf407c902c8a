// The interface to the terminal. KitTerminal implements it with terminal-kit.
import type { Progress } from './attention.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The name of a key with its modifiers first: `ctrl+c`, `alt+enter`, `shift+tab`, `ctrl+shift+left`. */
type KeyName = string;

export type TerminalEvent =
  /** A key. `text` is the text it types, '' if none: `{name: 'a', text: 'a'}`, `{name: 'enter', text: ''}`. */
  | { readonly type: 'key'; readonly name: KeyName; readonly text: string }
  /** A complete bracketed paste of any size. Line ends are `\n`; control characters are kept. */
  | { readonly type: 'paste'; readonly text: string }
  | {
      readonly type: 'mouse';
      readonly kind: 'press' | 'release' | 'drag' | 'wheel-up' | 'wheel-down';
      readonly button: 'left' | 'middle' | 'right' | 'none';
      /** Column and row start at 0. */
      readonly x: number;
      readonly y: number;
      readonly shift: boolean;
      readonly alt: boolean;
      readonly ctrl: boolean;
    }
  | { readonly type: 'resize'; readonly size: Size }
  /** The program is back from Ctrl+Z and must redraw everything. */
  | { readonly type: 'resumed' }
  /** The terminal is gone (hang-up, closed window). */
  | { readonly type: 'closed' };

export type ColorDepth = 'none' | '16' | '256' | '24-bit';

export interface Terminal {
  readonly size: Size;
  readonly colors: ColorDepth;

  /**
   * Takes over the screen (alternate screen, hidden cursor, mouse, bracketed paste, raw input) and starts to deliver
   * events.
   */
  start(onEvent: (event: TerminalEvent) => void): void;

  /**
   * Writes the bytes of one frame. If the terminal has not taken the last ones yet, returns false, writes nothing and calls
   * `onDrain` when the caller can try again. Never blocks the program.
   */
  write(bytes: string, onDrain: () => void): boolean;

  /** Restores the screen while `run` uses the terminal (an editor, a stopped process), then takes it over again. */
  suspend(run: () => Promise<void>): Promise<void>;

  /** Restores the state from before `start`. Synchronous and safe at any time: on `exit`, in a crash, more than once. */
  stop(): void;
}

/** A terminal that can also call the user's attention outside of the screen. */
export interface AttentiveTerminal extends Terminal {
  /** Shows title and progress in the terminal's own window, until the screen is left. */
  show(title: string, progress: Progress): void;
  /** Tells the user, by a notification or a bell. Does nothing while the screen is left. */
  alert(text: string): void;
}
