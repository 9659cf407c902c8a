// Keeps the end of a growing text, and its total length.

/** Enough to distinguish texts; a pipe holds up to 64 KiB that its reader has not yet read. */
const KEPT_BYTES = 256 * 1024;
/** The number of last bytes by which to search for a section. */
const NEEDLE_BYTES = 64;
/** The maximum number of matches to compare. */
const PLACES = 1_000;
const CARRIAGE_RETURN = 0x0d;

export interface Section {
  readonly from: number;
  readonly to: number;
}

/** Drops carriage returns, because a terminal adds them to what `script` records. */
export class PrintedText {
  #chunks: Buffer[] = [];
  #size = 0;
  #length = 0;

  /** The total length in bytes, including what is no longer kept. */
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

  /** Yields the sections that equal all of `other`, as far as both texts are kept; the last one first. */
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
