// The end of a text that grows, and how long it is in all.

/** Enough to tell one text from another; a pipe holds 64 KiB that its reader has not yet taken. */
const KEPT_BYTES = 256 * 1024;
/** Maximum number of places at which a section is looked for by its last bytes. */
const NEEDLE_BYTES = 64;
const PLACES = 1_000;
const CARRIAGE_RETURN = 0x0d;

export interface Section {
  readonly from: number;
  readonly to: number;
}

/** Without carriage returns: a terminal adds them to what `script` records. */
export class PrintedText {
  #chunks: Buffer[] = [];
  #size = 0;
  #length = 0;

  /** In bytes, from the beginning on. */
  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    const text = bytes.includes(CARRIAGE_RETURN) ? bytes.filter((byte) => byte !== CARRIAGE_RETURN) : bytes;
    this.#chunks.push(Buffer.from(text));
    this.#size += text.length;
    this.#length += text.length;
    if (this.#size > 2 * KEPT_BYTES) this.#forget();
  }

  /** Where `other` stands in it as a whole, as far as both are kept; the last place first. */
  *sectionsLike(other: PrintedText): Generator<Section> {
    const [kept, wanted] = [this.#forget(), other.#forget()];
    const needle = wanted.subarray(-NEEDLE_BYTES);
    if (needle.length === 0) return;
    let at = kept.lastIndexOf(needle);
    for (let places = 0; at >= 0 && places < PLACES; places += 1) {
      const end = at + needle.length;
      const common = Math.min(end, wanted.length);
      const to = this.#length - kept.length + end;
      const from = to - other.length;
      const alike = kept.subarray(end - common, end).equals(wanted.subarray(wanted.length - common));
      if (alike && from >= 0) yield { from, to };
      at = at === 0 ? -1 : kept.lastIndexOf(needle, at - 1);
    }
  }

  #forget(): Buffer {
    const kept = Buffer.concat(this.#chunks).subarray(-KEPT_BYTES);
    this.#chunks = [kept];
    this.#size = kept.length;
    return kept;
  }
}
