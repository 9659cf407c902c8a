// The loop: runs an agent, iteration by iteration, until the session is complete or something else ends it.
import type { AgentContext, AgentInfo } from '../ports/agent.port.ts';
import { countTasks } from '../session/describe-session.ts';
import type { Session } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { HeldOutput } from './held-output.ts';
import { DEFAULT_RETRY_POLICY, retryDelay } from './retry-policy.ts';
import type { Run, RunPorts, RunRequest } from './run.ts';
import { type IterationEnd, RunIteration } from './run-iteration.ts';
import type { IterationReport, RunResult } from './run-result.ts';
import { type Stop, stopAfterIteration } from './stop-decision.ts';
import { TaskCompletionHooks } from './task-completion-hooks.ts';

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
    if (!request.reset && (await this.sessions.get(request.session).refresh()).completed) {
      const message = `session ${request.session} is complete already; --reset starts it afresh`;
      return { reason: 'complete', message };
    }

    const info = await agent.start(signal);
    const openContext = (): Promise<AgentContext> => this.#openContext(request, info, signal);
    const firstContext = await openContext();
    await request.reset?.();
    const session = this.sessions.get(request.session);
    const { specPath: spec, model, iterations: limit } = request;
    observer.notify({ type: 'run-started', session: session.name, spec, model, agent: info, limit });

    const following = new AbortController();
    const unsubscribe = session.onCommit(({ events }) => {
      for (const recorded of events) observer.notify({ type: 'recorded', recorded });
    });
    const run = this.#shared(request, session, openContext, signal);
    const lost = session.follow(following.signal);
    lost.catch((error: unknown) => this.ports.logger.error('the event feed was lost', { error }));
    try {
      await session.execute({ type: 'StartRun', spec, model }, 'user');
      run.held.add('session_start', await run.runHooks('session_start'));
      const stop = await this.#iterate(run, firstContext, reports);
      await session.execute({ type: 'EndRun', reason: stop.reason }, 'loop');
      return stop;
    } finally {
      following.abort();
      run.completionHooks.stop();
      unsubscribe();
    }
  }

  async #iterate(
    run: Run,
    firstContext: AgentContext,
    reports: IterationReport[],
  ): Promise<Stop & { readonly error?: unknown }> {
    const iteration = new RunIteration(run);
    const policy = run.request.retry ?? DEFAULT_RETRY_POLICY;
    let context: AgentContext | undefined = firstContext;
    let failures = 0;
    let idleIterations = 0;
    for (;;) {
      if (run.signal.aborted) return INTERRUPTED;
      const end: IterationEnd = await iteration.execute(context);
      context = undefined;
      reports.push(end.report);
      if (end.report.outcome === 'interrupted') return INTERRUPTED;

      failures = end.report.outcome === 'failed' ? failures + 1 : 0;
      if (failures > 0 && (failures >= policy.maxFailures || !end.retryable)) {
        const times = failures > 1 ? ` (${failures} iterations in a row)` : '';
        await run.runHooks('session_end');
        return { reason: 'failed', message: `${end.report.reason}${times}`, error: end.error };
      }
      idleIterations = end.progress || failures > 0 ? 0 : idleIterations + 1;
      const iterationsDone = reports.length;
      const state = await run.session.refresh();
      const stop = stopAfterIteration(state, {
        iterationsDone,
        limit: run.request.iterations,
        idleIterations,
      });
      if (stop) {
        await iteration.sendLastMessage();
        await run.runHooks('session_end');
        return stop;
      }
      if (failures > 0) await this.#backOff(run, retryDelay(policy, failures));
    }
  }

  async #backOff(run: Run, delayMs: number): Promise<void> {
    const message = `trying again in ${Math.ceil(delayMs / 1000)} s`;
    run.ports.observer.notify({ type: 'notice', level: 'info', message });
    await run.ports.clock.sleep(delayMs, run.signal);
  }

  async #openContext(request: RunRequest, info: AgentInfo, signal: AbortSignal): Promise<AgentContext> {
    const { agent } = this.ports;
    await agent.start(signal);
    const { cwd, model } = request;
    return agent.openContext({ cwd, model, mcpServers: request.mcpServers(info) }, signal);
  }

  #shared(
    request: RunRequest,
    session: Session,
    openContext: () => Promise<AgentContext>,
    signal: AbortSignal,
  ): Run {
    const { ports } = this;
    const held = new HeldOutput();
    const completionHooks = new TaskCompletionHooks(session, ports, held, signal);
    const runHooks: Run['runHooks'] = (point, details = {}) =>
      ports.hooks.run(
        point,
        { session: session.name, ...details },
        (event) => ports.observer.notify({ type: 'hook', event }),
        signal,
      );
    return { request, ports, session, held, completionHooks, signal, runHooks, openContext };
  }
}

const INTERRUPTED: Stop = {
  reason: 'interrupted',
  message: 'interrupted; run again to go on where it stopped',
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
