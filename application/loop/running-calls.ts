// Keeps the tool calls that run, and notices one that runs for too long.
import { afterAwake } from '../async/awake-time.ts';
import { AdapterError } from '../errors.ts';
import { type AgentEvent, type AgentToolCall, ASKING } from '../ports/agent.port.ts';
import type { Clock } from '../ports/clock.port.ts';
import { plainLine } from '../wording/plain-text.ts';

const TITLE_LENGTH = 80;

export class RunningCalls {
  /** By the call's id, the function that stops its timer. */
  readonly #calls = new Map<string, () => void>();

  /** Calls `onLimit`, with the error `AGENT.TIMEOUT`, when a call has run for `limitMs` milliseconds; 0 for no limit. */
  constructor(
    private readonly clock: Pick<Clock, 'now' | 'after'>,
    private readonly limitMs: number,
    private readonly onLimit: (error: AdapterError) => void,
  ) {}

  get isEmpty(): boolean {
    return this.#calls.size === 0;
  }

  add(event: AgentEvent): void {
    if (event.type === 'turn-ended') this.stop();
    if (event.type !== 'tool-call') return;
    const { id, status } = event.call;
    const isRunning = status === 'pending' || status === 'in_progress';
    if (isRunning && !this.#calls.has(id)) {
      // The user may take any time to answer.
      this.#calls.set(id, event.call.kind === ASKING ? () => undefined : this.#watch(event.call));
    }
    if (isRunning) return;
    this.#calls.get(id)?.();
    this.#calls.delete(id);
  }

  stop(): void {
    for (const stop of this.#calls.values()) stop();
    this.#calls.clear();
  }

  #watch({ title }: AgentToolCall): () => void {
    if (this.limitMs === 0) return () => undefined;
    const problem = `the tool call "${plainLine(title, TITLE_LENGTH)}" ran longer than ${this.limitMs / 1000} s (tool_timeout)`;
    const error = new AdapterError('AGENT.TIMEOUT', problem, { retryable: true, failure: { cause: 'hung' } });
    return afterAwake(this.limitMs, () => this.onLimit(error), { clock: this.clock });
  }
}
