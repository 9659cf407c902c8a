// The beginning and the end of a text that comes in pieces and may be longer than any memory.

export class CappedText {
  #head = '';
  #tail = '';
  #length = 0;

  /** `size` characters are kept at each end. */
  constructor(private readonly size: number) {}

  add(text: string): void {
    this.#length += text.length;
    const room = this.size - this.#head.length;
    this.#head += text.slice(0, room);
    this.#tail += text.slice(room);
    // not at every piece: each cut copies the tail
    if (this.#tail.length > 4 * this.size) this.#tail = this.#tail.slice(-this.size);
  }

  /** The whole text when it fits; otherwise both ends, on whole lines where there are any, and how much is missing. */
  toString(): string {
    if (this.#length <= 2 * this.size) return this.#head + this.#tail;
    const head = this.#beginning();
    const tail = this.#end();
    const missing = this.#length - head.length - tail.length;
    return `${head}${head.endsWith('\n') ? '' : '\n'}[… ${missing} characters are left out here …]\n${tail}`;
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
