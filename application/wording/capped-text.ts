// Keeps the beginning and the end of a text that arrives in pieces and may not fit in memory.

export class CappedText {
  #head = '';
  #tail = '';
  #length = 0;

  /** `size` is the number of characters to keep at each end. */
  constructor(private readonly size: number) {}

  add(text: string): void {
    this.#length += text.length;
    const room = this.size - this.#head.length;
    this.#head += text.slice(0, room);
    this.#tail += text.slice(room);
    // Do not cut after every piece, because each cut copies the tail.
    if (this.#tail.length > 4 * this.size) this.#tail = this.#tail.slice(-this.size);
  }

  /** Returns the whole text if it fits; otherwise both ends, cut at line breaks if possible, and how much is missing. */
  toString(): string {
    if (this.#length <= 2 * this.size) return this.#head + this.#tail;
    const head = this.#beginning();
    const tail = this.#end();
    const missing = this.#length - head.length - tail.length;
    return `${head}${head.endsWith('\n') ? '' : '\n'}[… ${missing} characters omitted …]\n${tail}`;
  }

  #beginning(): string {
    const end = this.#head.lastIndexOf('\n') + 1;
    return end > this.size / 2 ? this.#head.slice(0, end) : this.#head.replace(/[\uD800-\uDBFF]$/, '');
  }

  #end(): string {
    const tail = this.#tail.slice(-this.size);
    const start = tail.indexOf('\n') + 1;
    return start > 0 && start < this.size / 2 ? tail.slice(start) : tail.replace(/^[\uDC00-\uDFFF]/, '');
  }
}
