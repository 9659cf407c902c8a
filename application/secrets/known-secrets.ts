// The secrets this process knows, and their replacement in text that is kept.

export interface Secret {
  /** Says which secret it was, such as the name of its variable. */
  readonly name: string;
  readonly value: string;
}

/**
 * Replaces each secret by `[secret: NAME]`, as it is and as JSON and URLs write it. Of two that begin at the same character the
 * longer one is replaced. Secrets can be added at any time.
 */
export class KnownSecrets {
  readonly #names = new Map<string, string>();
  /** The written forms, longest first, by their first character. */
  #forms = new Map<string, string[]>();
  #longest = 0;
  #pattern: RegExp | undefined;

  constructor(secrets: readonly Secret[] = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Adds a secret. The first name of a value stays. */
  add({ name, value }: Secret): void {
    if (value === '') return;
    // The replacement must not break JSON, nor a line.
    const label = `[secret: ${name.replaceAll(/[^\w. -]/g, '_')}]`;
    for (const form of [value, JSON.stringify(value).slice(1, -1), urlForm(value)]) {
      if (!this.#names.has(form)) this.#names.set(form, label);
    }
    const forms = [...this.#names.keys()].sort((one, other) => other.length - one.length);
    this.#longest = forms[0]?.length ?? 0;
    this.#forms = new Map();
    for (const form of forms) {
      const first = form.charAt(0);
      this.#forms.set(first, [...(this.#forms.get(first) ?? []), form]);
    }
    this.#pattern = new RegExp(forms.map(escaped).join('|'), 'g');
  }

  /** Returns the text without secrets. */
  hide(text: string): string {
    if (this.#pattern === undefined) return text;
    return text.replace(this.#pattern, (form) => this.#names.get(form) ?? form);
  }

  /** Returns the JSON value without secrets in its strings and keys. */
  hideIn<Value>(value: Value): Value {
    return this.#pattern === undefined ? value : (this.#hideIn(value) as Value);
  }

  /**
   * Returns where the text must be cut so that no secret which later text may complete, or prolong, is cut in two: its length
   * if it ends with no beginning of a secret.
   */
  openAt(text: string): number {
    let open = Math.max(0, text.length - this.#longest + 1);
    while (open < text.length && !this.#isOpen(text, open)) open += 1;
    if (open === text.length || this.#pattern === undefined) return text.length;
    for (const { index, 0: form } of text.matchAll(this.#pattern)) {
      if (index >= open) break;
      if (index + form.length > open) return index;
    }
    return open;
  }

  /** Whether a secret begins with, and is longer than, the text from `at` on. */
  #isOpen(text: string, at: number): boolean {
    const forms = this.#forms.get(text.charAt(at));
    if (forms === undefined) return false;
    const rest = text.slice(at);
    return forms.some((form) => form.length > rest.length && form.startsWith(rest));
  }

  #hideIn(value: unknown): unknown {
    if (typeof value === 'string') return this.hide(value);
    if (Array.isArray(value)) return value.map((item) => this.#hideIn(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.hide(key), this.#hideIn(item)]),
    );
  }
}

function urlForm(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value; // half a surrogate pair has no form in a URL
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
