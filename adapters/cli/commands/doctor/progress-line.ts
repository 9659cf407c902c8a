// Shows progress in the terminal on one line that is overwritten, and erased at the end.
import { plainLine } from '../../report/plain-text.ts';

export interface ProgressLine {
  show(text: string): void;
  /** Erases the line. */
  clear(): void;
}

/** Returns a progress line for a terminal with this number of columns. Longer text is cut. */
export function progressLine(write: (text: string) => void, columns: number): ProgressLine {
  let shown = false;
  return {
    show(text) {
      write(`\r\x1b[2K${plainLine(text, Math.max(10, columns - 1))}`);
      shown = true;
    },
    clear() {
      if (shown) write('\r\x1b[2K');
      shown = false;
    },
  };
}
