// The loop: runs an agent, iteration by iteration, until the session is complete or something else ends it.
import { requireOwnSpec } from '../../domain/session/session-spec.ts';
import type { AgentContext } from '../ports/agent.port.ts';
import { countTasks } from '../session/describe-session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { showFacts } from './broadcast.ts';
import { retryDelay } from './retry-policy.ts';
import type { RunPorts, RunRequest } from './run.ts';
import { openAgentContext, RunContext } from './run-context.ts';
import { type IterationEnd, RunIteration } from './run-iteration.ts';
import type { IterationReport, RunResult } from './run-result.ts';
import { type Stop, stopAfterIteration } from './stop-decision.ts';

export class RunSession {
  constructor(
    private readonly sessions: SessionRegistry,
    private readonly ports: RunPorts,
  ) {}

  /**
   * Runs until the session is complete, a limit is reached, nothing can go on, the agent or the store fails, or `signal`
   * aborts. Never throws: what went wrong is in the result. When it resolves, the agent's process is gone.
   */
  async execute(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const { clock, observer, agent, logger } = this.ports;
    const startedAt = clock.now().getTime();
    const reports: IterationReport[] = [];
    let stop: Stop & { readonly error?: unknown };
    try {
      stop = await this.#run(request, reports, signal);
    } catch (error) {
      logger.error('the run failed', { error });
      stop = signal.aborted ? INTERRUPTED : { reason: 'failed', message: messageOf(error), error };
    } finally {
      await agent.stop();
    }
    const durationMs = clock.now().getTime() - startedAt;
    const session = this.sessions.get(request.session);
    const result = { ...stop, iterations: reports, tasks: countTasks(session.state), durationMs };
    observer.notify({ type: 'run-ended', result });
    return result;
  }

  async #run(
    request: RunRequest,
    reports: IterationReport[],
    signal: AbortSignal,
  ): Promise<Stop & { readonly error?: unknown }> {
    const { observer, agent } = this.ports;
    const before = await this.sessions.get(request.session).refresh();
    requireOwnSpec(request.session, before, request.spec);
    if (!request.reset && before.completed) {
      const message = `session ${request.session} is complete already; --reset starts it afresh`;
      return { reason: 'complete', message };
    }

    const info = await agent.start(signal);
    const firstContext = await openAgentContext(agent, request, info, signal);
    await request.reset?.();
    const session = this.sessions.get(request.session);
    const run = new RunContext(request, this.ports, session, info, signal);
    const { spec, model, iterations: limit } = request;
    observer.notify({
      type: 'run-started',
      session: session.name,
      spec: spec.named,
      model,
      agent: info,
      limit,
    });

    const stopFollowing = this.#follow(run);
    try {
      await session.execute({ type: 'StartRun', session: session.name, spec, model }, 'user');
      run.held.add('session_start', await run.runHooks('session_start'));
      const stop = await this.#iterate(run, firstContext, reports);
      await session.execute({ type: 'EndRun', reason: stop.reason }, 'loop');
      return stop;
    } finally {
      run.completionHooks.stop();
      stopFollowing();
    }
  }

  /** Shows every fact from now on, by whichever process it is recorded. Returns how to stop that. */
  #follow({ session, notice }: RunContext): () => void {
    const { observer, logger } = this.ports;
    const unsubscribe = showFacts(session, observer);
    const following = new AbortController();
    session.follow(following.signal).catch((error: unknown) => {
      logger.error('the event feed was lost', { error });
      notice('warning', 'what other processes do is seen late from now on: the event feed was lost');
    });
    return () => {
      following.abort();
      unsubscribe();
    };
  }

  async #iterate(
    run: RunContext,
    firstContext: AgentContext,
    reports: IterationReport[],
  ): Promise<Stop & { readonly error?: unknown }> {
    const { maxFailures, iterations: limit } = run.request;
    const iteration = new RunIteration(run);
    let context: AgentContext | undefined = firstContext;
    let failures = 0;
    let idleIterations = 0;
    while (!run.signal.aborted) {
      const { report, progress, retryable, error }: IterationEnd = await iteration.execute(context);
      context = undefined;
      reports.push(report);
      if (report.outcome === 'interrupted') return INTERRUPTED;

      failures = report.outcome === 'failed' ? failures + 1 : 0;
      idleIterations = progress || failures > 0 ? 0 : idleIterations + 1;
      const state = await run.session.refresh();
      const counted = { iterationsDone: reports.length, limit, idleIterations };
      const stop =
        failures >= maxFailures || (failures > 0 && !retryable)
          ? { ...afterFailures(report.reason, failures), error }
          : stopAfterIteration(state, counted);
      if (stop) {
        // What is completed meanwhile, also by the agent when it reads the last message, has its hooks before the end.
        await run.completionHooks.settled();
        await iteration.sendLastMessage();
        await iteration.closeContext();
        await run.completionHooks.settled();
        await run.runHooks('session_end');
        await run.completionHooks.settled();
        return stop;
      }
      await iteration.closeContext();
      await run.pauseIfAsked();
      if (failures > 0)
        await run.wait(retryDelay(failures, this.ports.random()), 'trying again after a failure');
    }
    return INTERRUPTED;
  }
}

function afterFailures(reason: string, failures: number): Stop {
  const times = failures > 1 ? ` (${failures} iterations in a row)` : '';
  return { reason: 'failed', message: `${reason}${times}` };
}

const INTERRUPTED: Stop = {
  reason: 'interrupted',
  message: 'interrupted; run the same command to resume',
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
