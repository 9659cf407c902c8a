// The loop: runs iterations until the session is complete or another stop reason applies.
import { totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { forecast } from '../../domain/run/forecast.ts';
import { limitUses } from '../../domain/run/limit-uses.ts';
import { isReached, type Limits } from '../../domain/run/limits.ts';
import {
  afterIteration,
  NO_PROGRESS,
  type RunLimits,
  type StopReason,
  stopAfter,
  stopReasonAt,
} from '../../domain/run/stop-reason.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { requireOwnSpec } from '../../domain/session/session-spec.ts';
import { AdapterError, type AdapterErrorCode } from '../errors.ts';
import type { Clock } from '../ports/clock.port.ts';
import { countTasks } from '../session/describe-session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { interruptedMessage, limitedSessionMessage, stopMessage } from '../wording/stop-message.ts';
import { forwardEvents } from './broadcast.ts';
import { CurrentContext } from './current-context.ts';
import { LimitReached, LimitWatch } from './limit-watch.ts';
import { retryDelay } from './retry-policy.ts';
import type { RunPorts, RunRequest } from './run.ts';
import { notice, pauseIfAsked, type RunContext, wait } from './run-context.ts';
import { RunHooks } from './run-hooks.ts';
import { RunIteration } from './run-iteration.ts';
import type { IterationReport, RunResult } from './run-result.ts';
import { TaskCompletionHooks } from './task-completion-hooks.ts';

const STORE_ERRORS: ReadonlySet<AdapterErrorCode> = new Set([
  'STORE.NO_SERVER',
  'STORE.START',
  'STORE.UNREACHABLE',
  'STORE.WRITE',
  'STORE.FULL',
  'STORE.CORRUPT',
]);

interface RunEnd {
  readonly reason: StopReason;
  readonly message: string;
  readonly error?: unknown;
}

/** A run under way. */
interface CurrentRun {
  readonly request: RunRequest;
  readonly startedAt: number;
  readonly reports: IterationReport[];
  /** Whether its start is recorded. */
  hasStarted: boolean;
}

export class RunSession {
  #current: CurrentRun | undefined;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly ports: RunPorts,
  ) {}

  /**
   * Runs until the session is complete, a limit is reached, no progress is possible, the agent or the store fails, or `signal`
   * aborts. Never throws; the result contains the error. When it resolves, the agent's process has exited.
   */
  async execute(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const { clock, agent, logger, storeLost, storeWaits, claimLost } = this.ports;
    const givenUp = new AbortController();
    const stopWatching = storeWaits.onChange((wait) => {
      if (wait.type === 'store-given-up') givenUp.abort(wait.error);
    });
    const startedAt = clock.now().getTime();
    const reports: IterationReport[] = [];
    const current: CurrentRun = { request, startedAt, reports, hasStarted: false };
    this.#current = current;
    let end: RunEnd;
    try {
      end = await this.#run(current, AbortSignal.any([signal, storeLost, claimLost, givenUp.signal]));
    } catch (error) {
      logger.error('the run failed', { error });
      end = signal.aborted ? interrupted(request) : { reason: 'failed', message: messageOf(error), error };
    } finally {
      stopWatching();
      await agent.stop();
    }
    if (storeLost.aborted) end = endedBy(storeLost, 'store_lost');
    else if (claimLost.aborted) end = endedBy(claimLost, 'claim_lost');
    else if (givenUp.signal.aborted && !signal.aborted) end = endedBy(givenUp.signal, 'failed');
    this.#current = undefined;
    return this.#report(current, end);
  }

  /** Reports the run under way, if any, as interrupted, for a process that ends at once. Records nothing. */
  abandon(): void {
    if (this.#current) this.#report(this.#current, interrupted(this.#current.request));
    this.#current = undefined;
  }

  #report({ request, startedAt, reports, hasStarted }: CurrentRun, end: RunEnd): RunResult {
    const { clock, observer } = this.ports;
    const durationMs = clock.now().getTime() - startedAt;
    const { state } = this.sessions.get(request.session);
    // If the run did not start, the state has the usage of the one before it.
    const shares = hasStarted ? state.spent.runShares : [];
    const result = {
      ...end,
      iterations: reports,
      tasks: countTasks(state),
      durationMs,
      usage: totalUsage(shares),
      shares,
      forecast: forecast(state),
    };
    observer.notify({ type: 'run-ended', result });
    return result;
  }

  async #run(current: CurrentRun, signal: AbortSignal): Promise<RunEnd> {
    const { request, reports } = current;
    const before = await this.sessions.get(request.session).refresh();
    requireOwnSpec(request.session, before, request.spec);
    if (!request.reset && before.completed) {
      const message = `session ${request.session} is already complete; --reset starts it over`;
      return { reason: 'complete', message };
    }
    const limits = { ...request.limits, iterations: request.iterations };
    const limited = request.reset ? undefined : limitedEnd(before, limits, this.ports.clock);
    if (limited) return limited;

    const agent = new CurrentContext(this.ports.agent, request, signal);
    const { info, mode, warnings } = await agent.openFirst();
    await request.reset?.();
    const session = this.sessions.get(request.session);
    const hooks = new RunHooks(session, this.ports, signal);
    const completionHooks = new TaskCompletionHooks(session, hooks);
    const watch = new LimitWatch({
      limits,
      prices: request.prices,
      session,
      clock: this.ports.clock,
      warn: (message) => this.ports.observer.notify({ type: 'notice', level: 'warning', message }),
    });
    const run: RunContext = {
      ...{ request, ports: this.ports, session, agent, hooks, completionHooks, signal },
      limits: watch,
    };
    const { spec, use, takenFrom, iterations: limit } = request;
    const { model } = use;
    const started = { session: session.name, spec: spec.named, model, agent: info, mode, limit };
    this.ports.observer.notify({ type: 'run-started', ...started });
    for (const warning of warnings) notice(run, 'warning', warning);

    const stopFollowing = this.#follow(run);
    try {
      await session.execute(
        { type: 'StartRun', session: session.name, spec, model, limits, takenFrom },
        'user',
      );
      current.hasStarted = true;
      await hooks.runAndHold('session_start');
      const end = await this.#iterate(run, reports);
      await session.execute({ type: 'EndRun', reason: end.reason }, 'loop');
      return end;
    } catch (error) {
      await this.#endFailed(run, error);
      throw error;
    } finally {
      completionHooks.stop();
      stopFollowing();
    }
  }

  /** Records the end of a run that threw, unless the store did: a run without an end counts as active. */
  async #endFailed({ session, signal }: RunContext, error: unknown): Promise<void> {
    if (error instanceof AdapterError && STORE_ERRORS.has(error.code)) return;
    const reason: StopReason = signal.aborted ? 'interrupted' : 'failed';
    await session.execute({ type: 'EndRun', reason }, 'loop').catch((cause: unknown) => {
      this.ports.logger.error('the end of the run was not recorded', { error: cause });
    });
  }

  /** Shows every new event, recorded by any process. Returns a function that stops this. */
  #follow(run: RunContext): () => void {
    const { session } = run;
    const { observer, logger } = this.ports;
    const unsubscribe = forwardEvents(session, observer);
    const following = new AbortController();
    session.follow(following.signal).catch((error: unknown) => {
      logger.error('the event feed was lost', { error });
      notice(run, 'warning', 'the event feed was lost; events of other processes now show up late');
    });
    return () => {
      following.abort();
      unsubscribe();
    };
  }

  async #iterate(run: RunContext, reports: IterationReport[]): Promise<RunEnd> {
    const { request, session, agent } = run;
    const limits: RunLimits = request;
    const iteration = new RunIteration(run);
    let progress = NO_PROGRESS;
    while (!run.signal.aborted) {
      const { report, error, ...ended } = await iteration.execute();
      reports.push(report);
      if (report.outcome === 'interrupted') return interrupted(request);
      progress = afterIteration(progress, { outcome: report.outcome, ...ended });
      const state = await session.refresh();
      let used = run.limits.used();
      let stop = stopAfter(state, progress, limits, used);
      if (!stop) {
        await agent.close();
        await this.#rest(run, progress.failures);
        if (run.signal.aborted) break;
        used = run.limits.used();
        // A limit may have been reached during the wait. What the user changed meanwhile is for the next iteration.
        if (used.uses.some(isReached)) stop = stopAfter(state, progress, limits, used);
      }
      if (stop) {
        const reset = request.reset !== undefined;
        const stopped = { state, progress, limits, reset, lastReason: report.reason, used };
        const message = stopMessage(stop.cause, stopped);
        await this.#finish(run, iteration);
        return { reason: stop.reason, message, ...(stop.cause === 'failures' && { error }) };
      }
    }
    return interrupted(request);
  }

  /** Pauses if the user wants it, and waits after a failure, no longer than until the time limit. */
  async #rest(run: RunContext, failures: number): Promise<void> {
    await pauseIfAsked(run);
    if (failures === 0) return;
    try {
      await wait(run, retryDelay(failures, this.ports.random()), 'retrying after a failure');
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
    }
  }

  /** Ends the run. Hooks of tasks completed meanwhile, also in reply to the last message, run before `session_end`. */
  async #finish({ completionHooks, hooks, agent }: RunContext, iteration: RunIteration): Promise<void> {
    await completionHooks.settled();
    await iteration.sendLastMessage();
    await agent.close();
    await completionHooks.settled();
    await hooks.run('session_end');
    await completionHooks.settled();
  }
}

function interrupted({ reset }: RunRequest): RunEnd {
  return { reason: 'interrupted', message: interruptedMessage(reset !== undefined) };
}

/** Returns the end of a run that cannot start, because a limit of the session is reached. */
function limitedEnd(state: SessionState, limits: Limits, clock: Pick<Clock, 'now'>): RunEnd | undefined {
  const all = limitUses(limits, state, clock.now().getTime());
  const use = all.find((each) => each.scope === 'session' && isReached(each));
  return use && { reason: stopReasonAt(use.kind), message: limitedSessionMessage(state, use) };
}

function endedBy({ reason: error }: AbortSignal, reason: StopReason): RunEnd {
  return { reason, message: messageOf(error), error };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
