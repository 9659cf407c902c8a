// Splits a text that arrives in pieces into lines; a very long line is split into parts.

const MAX_LENGTH = 8 * 1024;

export class LineSplitter {
  #rest = '';

  /** `onLine` receives each line without its line break. */
  constructor(private readonly onLine: (line: string) => void) {}

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.onLine(line.replace(/\r$/, ''));
    while (this.#rest.length > MAX_LENGTH) {
      const part = this.#rest.slice(0, MAX_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
      this.onLine(part);
      this.#rest = this.#rest.slice(part.length);
    }
  }

  /** Passes on the last line, if it has no line break. Call it at the end of the text. */
  end(): void {
    if (this.#rest !== '') this.onLine(this.#rest.replace(/\r$/, ''));
    this.#rest = '';
  }
}
