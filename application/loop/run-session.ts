// The loop: runs iterations until the session is complete or another stop reason applies.
import { totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { awaitedQuestions } from '../../domain/question/awaited.ts';
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import { preferredAgent } from '../../domain/run/fallback.ts';
import { forecast } from '../../domain/run/forecast.ts';
import { limitUses } from '../../domain/run/limit-uses.ts';
import { isReached, type Limits } from '../../domain/run/limits.ts';
import type { SwitchCause } from '../../domain/run/run.ts';
import {
  afterIteration,
  mayReplaceAgent,
  NO_PROGRESS,
  type RunLimits,
  type Stop,
  type StopReason,
  stopAfter,
  stopReasonAt,
} from '../../domain/run/stop-reason.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { requireOwnSpec } from '../../domain/session/session-spec.ts';
import { AdapterError, type AdapterErrorCode } from '../errors.ts';
import { countTasks } from '../session/describe-session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { interruptedMessage, limitedMessage, stopMessage } from '../wording/stop-message.ts';
import { causeOf } from './agent-failure.ts';
import { replaceAgent, returnToPreferred } from './agent-switch.ts';
import { waitForAnswers } from './answer-wait.ts';
import { forwardEvents } from './broadcast.ts';
import { type AgentIntroduction, CurrentContext } from './current-context.ts';
import { LimitReached, LimitWatch } from './limit-watch.ts';
import { retryDelay } from './retry-policy.ts';
import type { RunPorts, RunRequest } from './run.ts';
import { notice, type RunContext } from './run-context.ts';
import { RunHooks } from './run-hooks.ts';
import { RunIteration } from './run-iteration.ts';
import type { IterationReport, RunResult } from './run-result.ts';
import { TaskCompletionHooks } from './task-completion-hooks.ts';
import { pauseIfAsked, resumeWait, waitToRetry } from './waits.ts';

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
  #introduced = false;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly ports: RunPorts,
  ) {}

  /**
   * Runs until the session is complete, a limit is reached, no progress is possible, the agent or the store fails, or `signal`
   * aborts. Never throws; the result contains the error. When it resolves, the agent's process has exited.
   */
  async execute(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const { clock, agents, logger, storeLost, storeWaits, claimLost } = this.ports;
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
      await Promise.all(agents.map(({ agent }) => agent.stop()));
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
    const limited = request.reset ? undefined : limitedEnd(before, limits);
    if (limited) return limited;

    const agent = new CurrentContext(this.ports.agents, {
      cwd: request.cwd,
      mcpServers: request.mcpServers,
      introduce: (introduction) => this.#introduce(request, introduction),
      signal,
    });
    await this.#openFirst(agent, before);
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
    const { spec, takenFrom, tasksPerIteration } = request;
    const { model } = agent.use;
    const stopFollowing = this.#follow(run);
    try {
      await session.execute(
        { type: 'StartRun', session: session.name, spec, model, limits, tasksPerIteration, takenFrom },
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

  /**
   * Opens the first context, so that a run that cannot start changes nothing. A failure that a wait or another agent helps
   * against is left to the first iteration.
   */
  async #openFirst(agent: CurrentContext, { absentAgents }: SessionState): Promise<void> {
    const now = this.ports.clock.now().getTime();
    const choices = { agents: agent.uses, current: agent.use, absent: absentAgents, fallbackAfterMs: 0, now };
    await agent.switchTo(preferredAgent(choices));
    try {
      await agent.open();
    } catch (error) {
      const cause = causeOf(error);
      const effect = cause && FAILURE_CAUSE[cause].effect;
      if (effect !== 'wait' && (effect !== 'stop' || agent.uses.length === 1)) throw error;
    }
  }

  /** Shows what an agent says of itself. The first one starts the run. */
  #introduce(request: RunRequest, { use, info, mode, warnings }: AgentIntroduction): void {
    const { observer } = this.ports;
    const { session, spec, iterations: limit } = request;
    if (!this.#introduced) {
      const { model } = use;
      observer.notify({ type: 'run-started', session, spec: spec.named, model, agent: info, mode, limit });
    }
    this.#introduced = true;
    for (const message of warnings) observer.notify({ type: 'notice', level: 'warning', message });
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
    if (await isCutByLimit(resumeWait(run))) return this.#endAtLimit(run, iteration);
    if (await isCutByLimit(waitForAnswers(run))) return this.#endAtLimit(run, iteration);
    if (!run.signal.aborted && awaitedQuestions(session.state).length > 0) {
      return this.#endStopped(run, iteration, { reason: 'waiting_for_answer', cause: 'unanswered' });
    }
    while (!run.signal.aborted) {
      await returnToPreferred(run);
      const { report, error, ...ended } = await iteration.execute();
      reports.push(report);
      if (report.outcome === 'interrupted') return interrupted(request);
      progress = afterIteration(progress, { outcome: report.outcome, ...ended });
      const state = await session.refresh();
      const isReplaced =
        mayReplaceAgent(progress, limits) && (await replaceAgent(run, whyFailed(report, error)));
      if (isReplaced) progress = { ...progress, failures: 0, retryable: true };
      let used = run.limits.used(agent.use);
      let stop = stopAfter(state, progress, limits, used);
      if (stop?.cause === 'unanswered') {
        // The context stays open for a last message, in case nobody answers.
        await isCutByLimit(waitForAnswers(run));
        if (run.signal.aborted) break;
        used = run.limits.used(agent.use);
        stop = stopAfter(session.state, progress, limits, used);
      }
      if (!stop) {
        await agent.close();
        await isCutByLimit(this.#rest(run, progress.failures));
        if (run.signal.aborted) break;
        used = run.limits.used(agent.use);
        // A limit may have been reached during the wait. What the user changed meanwhile is for the next iteration.
        if (used.uses.some(isReached)) stop = stopAfter(state, progress, limits, used);
      }
      if (stop) {
        const reset = request.reset !== undefined;
        const lastReason = report.reason;
        const message = stopMessage(stop.cause, {
          state: session.state,
          progress,
          limits,
          reset,
          lastReason,
          used,
        });
        await this.#finish(run, iteration);
        return { reason: stop.reason, message, ...(stop.cause === 'failures' && { error }) };
      }
    }
    return interrupted(request);
  }

  /** Ends a run that can do nothing before its first iteration. */
  async #endStopped(run: RunContext, iteration: RunIteration, { reason, cause }: Stop): Promise<RunEnd> {
    await this.#finish(run, iteration);
    const reset = run.request.reset !== undefined;
    const nothing = { progress: NO_PROGRESS, lastReason: '', used: { uses: [] } };
    const message = stopMessage(cause, { state: run.session.state, limits: run.request, reset, ...nothing });
    return { reason, message };
  }

  /** Ends a run whose time was over before its first iteration. */
  async #endAtLimit(run: RunContext, iteration: RunIteration): Promise<RunEnd> {
    const use = run.limits.used(run.agent.use).uses.find(isReached);
    if (!use) throw new Error('a wait ended at a limit that is not reached');
    await this.#finish(run, iteration);
    const message = limitedMessage(run.session.state, use, run.request.reset !== undefined);
    return { reason: stopReasonAt(use.kind), message };
  }

  /** Pauses if the user wants it, and waits after a failure, no longer than until the time limit. */
  async #rest(run: RunContext, failures: number): Promise<void> {
    await pauseIfAsked(run);
    if (failures > 0) await waitToRetry(run, retryDelay(failures, this.ports.random()));
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

/** Returns whether the wait was cut short by a limit. */
async function isCutByLimit(wait: Promise<void>): Promise<boolean> {
  try {
    await wait;
    return false;
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    return true;
  }
}

/** Returns the end of a run that cannot start, because a limit of the session is reached. */
function limitedEnd(state: SessionState, limits: Limits): RunEnd | undefined {
  // Nothing has worked since the last event, even if the process of the last run was killed.
  const all = limitUses(limits, state, Date.parse(state.lastEventAt ?? ''));
  const use = all.find((each) => each.scope === 'session' && isReached(each));
  return use && { reason: stopReasonAt(use.kind), message: limitedMessage(state, use, false) };
}

/** Says why another agent replaces one that failed. */
function whyFailed({ reason }: IterationReport, error: unknown): { cause: SwitchCause; reason: string } {
  const cause = causeOf(error) ?? (reason === 'refusal' ? 'refusal' : 'failures');
  return { cause, reason };
}

function endedBy({ reason: error }: AbortSignal, reason: StopReason): RunEnd {
  return { reason, message: messageOf(error), error };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
