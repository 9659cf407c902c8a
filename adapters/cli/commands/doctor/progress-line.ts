// A line that is written over while something takes its time, and is gone afterwards; for terminals alone.
import { plainLine } from '../../report/plain-text.ts';

export interface ProgressLine {
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

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
