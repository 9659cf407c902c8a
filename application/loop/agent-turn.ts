// Runs one turn of the agent, and cancels it when the run ends, a message is urgent or a time limit is reached.
import type { UserMessage } from '../../domain/message/message.ts';
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import { onAbort } from '../async/abort.ts';
import { afterAwake } from '../async/awake-time.ts';
import { IdleTimer } from '../async/idle-timer.ts';
import { AdapterError } from '../errors.ts';
import type { AgentEvent, AgentStopReason, ToldError } from '../ports/agent.port.ts';
import { formatDuration } from '../wording/duration.ts';
import type { LimitReached } from './limit-watch.ts';
import type { RunContext } from './run-context.ts';
import { RunningCalls } from './running-calls.ts';
import { isUrgent } from './waits.ts';

export interface TurnOptions {
  readonly iteration: number;
  /** Called with every event of the agent. */
  readonly observe: (event: AgentEvent) => void;
  /** When the iteration must end, in milliseconds since the epoch; undefined for no limit. */
  readonly deadline: number | undefined;
  /** Whether the agent must work: an error that it tells instead is a failure. */
  readonly mustWork?: boolean;
  /** The messages of the user that the blocks are. */
  readonly messages?: readonly Pick<UserMessage, 'id' | 'text'>[];
  /** Called with the milliseconds in which this process did not run: they do not count for the deadline. */
  readonly onGap?: (ms: number) => void;
}

/** `message`: cancelled for a message that must be delivered immediately. */
export type TurnResult = AgentStopReason | 'message';

type Cause = 'interrupted' | 'message' | AdapterError | LimitReached;

/**
 * Prompts the agent in its open context and returns how the turn ended. Throws what the `Agent` port throws, and `AGENT.TIMEOUT`
 * if the turn was cancelled at a time limit. Throws `LimitReached` if a limit of the run forbids the turn, or has cancelled it.
 */
export async function runTurn(
  run: RunContext,
  blocks: readonly string[],
  { iteration, observe, deadline, mustWork, messages, onGap }: TurnOptions,
): Promise<TurnResult> {
  run.limits.requireTurn();
  run.ports.observer.notify(
    messages ? { type: 'phase', phase: 'messages', messages } : { type: 'phase', phase: 'model' },
  );
  const watch = new TurnWatch(run, deadline, onGap);
  let stopReason: AgentStopReason = 'cancelled';
  let told: ToldError | undefined;
  try {
    for await (const event of run.agent.prompt(blocks, watch.signal)) {
      watch.see(event);
      observe(event);
      if (event.type === 'turn-ended') ({ stopReason, told } = event);
      run.ports.observer.notify({ type: 'agent', iteration, event });
    }
  } catch (error) {
    // If the agent was stopped because it ignored the cancellation, report the reason for the cancellation instead.
    const cause = watch.cause instanceof Error ? watch.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    run.ports.observer.notify({ type: 'turn-failed', iteration, reason });
    throw cause;
  } finally {
    watch.stop();
  }
  if (watch.cause instanceof Error) throw watch.cause;
  if (told && mustWork) throw answeredWithError(told);
  return watch.cause === 'message' && stopReason === 'cancelled' ? 'message' : stopReason;
}

function answeredWithError({ message, failure }: ToldError): AdapterError {
  const retryable = FAILURE_CAUSE[failure.cause].effect !== 'stop';
  return new AdapterError('AGENT.REFUSED', `the agent only answered: ${message}`, { retryable, failure });
}

class TurnWatch {
  readonly #controller = new AbortController();
  readonly #stops: (() => void)[] = [];
  #cause: Cause | undefined;
  readonly #idle: IdleTimer;
  readonly #calls: RunningCalls;
  readonly #now: () => number;
  #lastSign: number;

  constructor(run: RunContext, deadline: number | undefined, onGap: (ms: number) => void = () => undefined) {
    const { session, signal, ports, request } = run;
    const cancel = (error: AdapterError): void => this.#cancel(error);
    this.#idle = new IdleTimer(ports.clock, request.idleTimeoutMs, cancel);
    this.#calls = new RunningCalls(ports.clock, request.toolTimeoutMs, cancel);
    this.#now = () => ports.clock.now().getTime();
    this.#lastSign = this.#now();
    this.#stops.push(
      onAbort(signal, () => this.#cancel('interrupted')),
      () => this.#idle.stop(),
      () => this.#calls.stop(),
      run.limits.watchTurn((reason) => this.#cancel(reason)),
      session.onBatch(({ events }) => {
        if (events.some(({ event }) => isUrgent(event, run.worker))) this.#cancel('message');
      }),
    );
    if (deadline !== undefined) {
      const left = Math.max(0, deadline - ports.clock.now().getTime());
      const { clock } = ports;
      this.#stops.push(
        afterAwake(left, () => this.#cancel(this.#slow(request.iterationTimeoutMs)), { clock, onGap }),
      );
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the turn was cancelled; undefined if it was not. */
  get cause(): Cause | undefined {
    return this.#cause;
  }

  /** Takes an event of the agent as a sign of life. While a tool call runs, the agent may be silent. */
  see(event: AgentEvent): void {
    this.#lastSign = this.#now();
    this.#calls.add(event);
    if (this.#calls.isEmpty) this.#idle.signOfLife();
    else this.#idle.stop();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  /** Cancels the turn and keeps the first cause. */
  #cancel(cause: Cause): void {
    this.#cause ??= cause;
    this.#controller.abort();
  }

  /** The agent has not hung, because then `idle_timeout` would have ended the turn, unless a tool call runs. */
  #slow(limitMs: number): AdapterError {
    const silent = formatDuration(this.#now() - this.#lastSign);
    const doing = this.#calls.isEmpty ? `its last sign came ${silent} ago` : 'a tool call was running';
    const problem = `the iteration took longer than ${limitMs / 1000} s (iteration_timeout); ${doing}`;
    return new AdapterError('AGENT.TIMEOUT', problem, { retryable: true });
  }
}
