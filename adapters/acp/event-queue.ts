// Holds a turn's events between an agent that sends when it likes and a reader that takes its time.
import type { AgentEvent } from '../../application/ports/agent.port.ts';

/**
 * One writer, one reader, order kept. Bounded by memory alone, so what waits is merged where nothing is lost by it: chunks of
 * one message, and states of one tool call or of the usage that the next one replaces.
 */
export class EventQueue {
  #waiting: AgentEvent[] = [];
  #outcome: { readonly error: unknown } | 'ended' | null = null;
  #wake: () => void = () => {};

  /** Adds an event; after `end` or `fail` it is dropped. */
  push(event: AgentEvent): void {
    if (this.#outcome) return;
    const merged = merge(this.#waiting.at(-1), event);
    if (merged) this.#waiting[this.#waiting.length - 1] = merged;
    else this.#waiting.push(event);
    this.#wake();
  }

  /** The reader ends once it has had all that waits. */
  end(): void {
    this.#outcome ??= 'ended';
    this.#wake();
  }

  /** The reader gets `error` thrown once it has had all that waits. */
  fail(error: unknown): void {
    this.#outcome ??= { error };
    this.#wake();
  }

  async *read(): AsyncGenerator<AgentEvent, void, undefined> {
    for (;;) {
      const batch = this.#waiting;
      this.#waiting = [];
      yield* batch;
      if (this.#waiting.length > 0) continue;
      if (this.#outcome === 'ended') return;
      if (this.#outcome) throw this.#outcome.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Both events as one, or null when they must stay apart. */
function merge(last: AgentEvent | undefined, next: AgentEvent): AgentEvent | null {
  if (!last || last.type !== next.type) return null;
  if (last.type === 'text' || last.type === 'thought') {
    const chunk = next as typeof last;
    return last.messageId === chunk.messageId ? { ...last, text: last.text + chunk.text } : null;
  }
  if (last.type === 'tool-call') {
    const { call } = next as typeof last;
    return last.call.id === call.id && last.call.status === call.status ? next : null;
  }
  return last.type === 'context-usage' ? next : null;
}
