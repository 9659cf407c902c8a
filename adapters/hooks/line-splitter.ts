// Cuts a text that comes in pieces into lines; a line without end comes in parts.

const MAX_LENGTH = 8 * 1024;

export class LineSplitter {
  #rest = '';

  /** `onLine` gets each line without its end. */
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

  /** What is left when nothing more comes. */
  end(): void {
    if (this.#rest !== '') this.onLine(this.#rest.replace(/\r$/, ''));
    this.#rest = '';
  }
}
