// Runs one turn of the agent, and cancels it when the run ends, a message is urgent or a time limit is reached.
import { onAbort } from '../async/abort.ts';
import { afterAwake } from '../async/awake-time.ts';
import { IdleTimer } from '../async/idle-timer.ts';
import { AdapterError } from '../errors.ts';
import type { AgentEvent, AgentStopReason } from '../ports/agent.port.ts';
import type { RunContext } from './run-context.ts';
import { isUrgent } from './waits.ts';

export interface TurnOptions {
  readonly iteration: number;
  /** Called with every event of the agent. */
  readonly observe: (event: AgentEvent) => void;
  /** When the iteration must end, in milliseconds since the epoch; undefined for no limit. */
  readonly deadline: number | undefined;
  /** Called with the milliseconds in which this process did not run: they do not count for the deadline. */
  readonly onGap?: (ms: number) => void;
}

/** `message`: cancelled for a message that must be delivered immediately. */
export type TurnResult = AgentStopReason | 'message';

type Cause = 'interrupted' | 'message' | AdapterError;

/**
 * Prompts the agent in its open context and returns how the turn ended. Throws what the `Agent` port throws, and `AGENT.TIMEOUT`
 * if the turn was cancelled at a time limit.
 */
export async function runTurn(
  run: RunContext,
  blocks: readonly string[],
  { iteration, observe, deadline, onGap }: TurnOptions,
): Promise<TurnResult> {
  const watch = new TurnWatch(run, deadline, onGap);
  let stopReason: AgentStopReason = 'cancelled';
  try {
    for await (const event of run.agent.prompt(blocks, watch.signal)) {
      watch.idle.signOfLife();
      observe(event);
      if (event.type === 'turn-ended') stopReason = event.stopReason;
      run.ports.observer.notify({ type: 'agent', iteration, event });
    }
  } catch (error) {
    // If the agent was stopped because it ignored the cancellation, report the reason for the cancellation instead.
    const cause = watch.cause instanceof AdapterError ? watch.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    run.ports.observer.notify({ type: 'turn-failed', iteration, reason });
    throw cause;
  } finally {
    watch.stop();
  }
  if (watch.cause instanceof AdapterError) throw watch.cause;
  return watch.cause === 'message' && stopReason === 'cancelled' ? 'message' : stopReason;
}

class TurnWatch {
  readonly #controller = new AbortController();
  readonly #stops: (() => void)[] = [];
  #cause: Cause | undefined;
  readonly idle: IdleTimer;

  constructor(run: RunContext, deadline: number | undefined, onGap: (ms: number) => void = () => undefined) {
    const { session, signal, ports, request } = run;
    this.idle = new IdleTimer(ports.clock, request.idleTimeoutMs, (error) => this.#cancel(error));
    this.#stops.push(
      onAbort(signal, () => this.#cancel('interrupted')),
      () => this.idle.stop(),
      session.onBatch(({ events }) => {
        if (events.some(({ event }) => isUrgent(event))) this.#cancel('message');
      }),
    );
    if (deadline !== undefined) {
      const limit = `the iteration took longer than ${request.iterationTimeoutMs / 1000} s (iteration_timeout)`;
      const left = Math.max(0, deadline - ports.clock.now().getTime());
      const { clock } = ports;
      this.#stops.push(afterAwake(left, () => this.#cancel(timeout(limit)), { clock, onGap }));
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the turn was cancelled; undefined if it was not. */
  get cause(): Cause | undefined {
    return this.#cause;
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  /** Cancels the turn and keeps the first cause. */
  #cancel(cause: Cause): void {
    this.#cause ??= cause;
    this.#controller.abort();
  }
}

function timeout(message: string): AdapterError {
  return new AdapterError('AGENT.TIMEOUT', message, { retryable: true });
}
