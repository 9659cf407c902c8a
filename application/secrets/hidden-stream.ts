// Replaces secrets in text that arrives in chunks.
import type { KnownSecrets } from './known-secrets.ts';

/** Keeps back the end of the text only while it is the beginning of a secret. */
export class HiddenStream {
  #held = '';

  constructor(private readonly secrets: KnownSecrets) {}

  /** Returns what can be shown once the chunk has arrived; '' if everything is kept back. */
  add(chunk: string): string {
    const text = this.#held + chunk;
    const open = this.secrets.openAt(text);
    this.#held = text.slice(open);
    return this.secrets.hide(text.slice(0, open));
  }

  /** Returns what was kept back: no more text follows. */
  end(): string {
    const rest = this.#held;
    this.#held = '';
    return this.secrets.hide(rest);
  }
}
