// The loop: runs iterations until the session is complete or another stop reason applies.
import { totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { plansFirst } from '../../domain/plan/planning.ts';
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import { preferredAgent } from '../../domain/run/fallback.ts';
import { forecast } from '../../domain/run/forecast.ts';
import { NOTHING_UNCOMMITTED } from '../../domain/run/run.ts';
import type { StopReason } from '../../domain/run/stop-reason.ts';
import { INITIAL_STATE, type SessionState } from '../../domain/session/session.state.ts';
import { requireOwnSpec } from '../../domain/session/session-spec.ts';
import { AdapterError, type AdapterErrorCode } from '../errors.ts';
import { countTasks } from '../session/describe-session.ts';
import { finalReport } from '../session/final-report.ts';
import { summarizeProof } from '../session/proof-summary.ts';
import type { Session } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { agentLabel } from '../wording/agent-label.ts';
import { causeOf } from './agent-failure.ts';
import { forwardEvents } from './broadcast.ts';
import type { Crew } from './crew/crew.ts';
import type { CrewOptions } from './crew/crew-member.ts';
import { workAsCrew } from './crew/work-as-crew.ts';
import {
  type AgentIntroduction,
  CurrentContext,
  type CurrentContextOptions,
  type RunAgent,
} from './current-context.ts';
import { interrupted, iterate } from './iterate.ts';
import { limitedEnd } from './limit-end.ts';
import { LimitWatch } from './limit-watch.ts';
import { planWork } from './plan-work.ts';
import { reviewWork } from './review-work.ts';
import type { RunPorts, RunRequest } from './run.ts';
import { notice, type RunContext } from './run-context.ts';
import { RunHooks } from './run-hooks.ts';
import type { IterationReport, RunEnd, RunResult } from './run-result.ts';
import { SpecWatch } from './spec-watch.ts';
import { TaskCompletionHooks } from './task-completion-hooks.ts';
import { askInTurn } from './turn-questions.ts';
import { UncommittedWork } from './uncommitted-work.ts';
import { VerifyWork } from './verify-work.ts';
import { IN_PLACE } from './work-site.ts';

const STORE_ERRORS: ReadonlySet<AdapterErrorCode> = new Set([
  'STORE.NO_SERVER',
  'STORE.START',
  'STORE.UNREACHABLE',
  'STORE.WRITE',
  'STORE.FULL',
  'STORE.CORRUPT',
]);

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
  /** The warnings of agents that were shown: those of several workers have the same. */
  readonly #told = new Set<string>();

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly ports: RunPorts,
    /** Several workers; undefined in place. */
    private readonly crew?: Crew | undefined,
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
      await Promise.all([...agents, ...planners(this.ports)].map(({ agent }) => agent.stop()));
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
      // Those of several workers end in another order than they begin.
      iterations: [...reports].sort((a, b) => a.number - b.number),
      tasks: countTasks(state),
      durationMs,
      usage: totalUsage(shares),
      shares,
      proof: summarizeProof(state),
      ...finalReport(state),
      ...(!hasStarted && { uncommitted: NOTHING_UNCOMMITTED }),
      forecast: forecast(state),
    };
    observer.notify({ type: 'run-ended', result });
    return result;
  }

  async #run(current: CurrentRun, signal: AbortSignal): Promise<RunEnd> {
    const { request, reports } = current;
    const before = await this.sessions.get(request.session).refresh();
    requireOwnSpec(request.session, before, request.spec);
    if (!request.reset && before.completed && !(await this.#isReopened(request, before, signal))) {
      const message = `session ${request.session} is already complete; --reset starts it over`;
      return { reason: 'complete', message };
    }
    const limits = { ...request.limits, iterations: request.iterations };
    const limited = request.reset ? undefined : limitedEnd(before, limits);
    if (limited) return limited;

    const contextOptions: CurrentContextOptions = {
      cwd: request.cwd,
      mcpServers: request.mcpServers,
      ask: (question, during) => {
        const { answerTimeoutMs } = request;
        const current = this.sessions.get(request.session);
        return askInTurn({ session: current, clock: this.ports.clock, answerTimeoutMs }, question, during);
      },
      introduce: (introduction) => this.#introduce(request, introduction),
      signal,
    };
    const agent = new CurrentContext(this.ports.agents, contextOptions);
    const known = request.reset ? INITIAL_STATE : before;
    const isReviewed = this.ports.planning?.review !== undefined;
    const planning = plansFirst(request.plan, known, isReviewed) ? this.ports.planning : undefined;
    const planner = planning?.planner
      ? new CurrentContext([planning.planner, ...this.ports.agents.slice(1)], contextOptions)
      : agent;
    await this.#openFirst(planning ? planner : agent, before);
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
    const verify = this.#verifyWork(session, request.reset ? INITIAL_STATE : before, signal);
    const specWatch = new SpecWatch({
      ...{
        session,
        source: this.ports.specSource,
        readRequirements: this.ports.readRequirements,
        named: request.spec.named,
        text: request.prompt.spec,
      },
      warn: (message) => this.ports.observer.notify({ type: 'notice', level: 'warning', message }),
    });
    const run: RunContext = {
      ...{
        verify,
        spec: specWatch,
        request,
        ports: this.ports,
        session,
        agent,
        hooks,
        completionHooks,
        signal,
        site: IN_PLACE,
      },
      limits: watch,
      uncommitted: new UncommittedWork(this.ports.workTree),
    };
    const { spec, takenFrom, tasksPerIteration } = request;
    const { model } = agent.use;
    const stopFollowing = this.#follow(run, session);
    try {
      await session.execute(
        {
          type: 'StartRun',
          session: session.name,
          spec,
          model,
          limits,
          tasksPerIteration,
          workers: this.crew?.size ?? 1,
          verifies: verify.isActive,
          reviewRounds: this.ports.reviewer?.rounds ?? 0,
          takenFrom,
        },
        'user',
      );
      current.hasStarted = true;
      if (!this.crew) await loseWorkers(session);
      await specWatch.begin(request.reset ? INITIAL_STATE : before);
      await this.ports.reviewer?.trees.prepare();
      await hooks.runAndHold('session_start');
      await settleLeft(run);
      const isOnlyPlan = planning !== undefined && request.plan === 'always' && !planning.review;
      if (!isOnlyPlan && !this.crew) await verify.baseline();
      const planned = planning && (await planWork({ ...run, agent: planner }, planning, reports));
      const end = planned ?? (await this.#work(run, { before, contexts: contextOptions }, reports));
      await this.#endVerifying(verify);
      await endRun(run, end.reason);
      return end;
    } catch (error) {
      await this.#endFailed(run, error);
      throw error;
    } finally {
      completionHooks.stop();
      stopFollowing();
    }
  }

  /** Works in place, or as several workers. */
  #work(
    run: RunContext,
    { before, contexts }: Pick<CrewOptions, 'before' | 'contexts'>,
    reports: IterationReport[],
  ): Promise<RunEnd> {
    const { crew } = this;
    if (!crew) return iterate(run, reports);
    const session = this.sessions.get(run.request.session);
    return workAsCrew({ run, session, crew, before, contexts }, reports);
  }

  #verifyWork(session: Session, before: SessionState, signal: AbortSignal): VerifyWork {
    const { checks, observer, workTree, protectedFiles, reviewer } = this.ports;
    return new VerifyWork({
      ...{ session, before, checks, observer, workTree, protectedFiles, signal },
      isReviewed: reviewer !== undefined,
    });
  }

  /** Runs the checks of a completed session again, if there are any. Reopens it if one is red. */
  async #isReopened(request: RunRequest, before: SessionState, signal: AbortSignal): Promise<boolean> {
    const session = this.sessions.get(request.session);
    const verify = this.#verifyWork(session, before, signal);
    const reason = verify.isActive ? await verify.recheck() : undefined;
    if (reason === undefined) return false;
    await session.execute({ type: 'RestartSession', reason }, 'loop');
    return true;
  }

  /**
   * Opens the first context, so that a run that cannot start changes nothing. A failure that a wait or another agent helps
   * against is left to the first iteration.
   */
  async #openFirst(agent: CurrentContext, { absentAgents }: SessionState): Promise<void> {
    const now = this.ports.clock.now().getTime();
    const choices = { agents: agent.uses, current: agent.use, absent: absentAgents, fallbackAfterMs: 0, now };
    await agent.switchTo(preferredAgent(choices));
    this.ports.observer.notify({ type: 'phase', phase: 'agent', agent: agentLabel(agent.use.agent) });
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
    for (const message of warnings) {
      if (this.#told.has(message)) continue;
      this.#told.add(message);
      observer.notify({ type: 'notice', level: 'warning', message });
    }
  }

  /** Looks at protected files a last time, when no agent can change them any more. */
  async #endVerifying(verify: VerifyWork): Promise<void> {
    if (!verify.isActive) return;
    await Promise.all(this.ports.agents.map(({ agent }) => agent.stop()));
    await verify.end();
  }

  /** Records the end of a run that threw, unless the store did: a run without an end counts as active. */
  async #endFailed(run: RunContext, error: unknown): Promise<void> {
    if (error instanceof AdapterError && STORE_ERRORS.has(error.code)) return;
    const reason: StopReason = run.signal.aborted ? 'interrupted' : 'failed';
    await this.#endVerifying(run.verify).catch((cause: unknown) => {
      this.ports.logger.error('protected files were not looked at', { error: cause });
    });
    await endRun(run, reason).catch((cause: unknown) => {
      this.ports.logger.error('the end of the run was not recorded', { error: cause });
    });
  }

  /** Shows every new event, recorded by any process. Returns a function that stops this. */
  #follow(run: RunContext, session: Session): () => void {
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
}

/** Records the workers of an earlier run as lost: this process alone has the session, and its agent may take their tasks. */
async function loseWorkers(session: Session): Promise<void> {
  for (const { name: worker } of session.state.workers) {
    const reason = 'the session is built in place now';
    await session.execute({ type: 'LoseWorker', worker, reason, merged: [], mayLive: true }, 'loop');
  }
}

/** Records the end of a run, and which of its files stay uncommitted. */
async function endRun({ session, uncommitted, verify }: RunContext, reason: StopReason): Promise<void> {
  const files = await uncommitted.files(verify.written);
  await session.execute({ type: 'EndRun', reason, uncommitted: { files, leftOut: 0 } }, 'loop');
}

/** Judges what an earlier run left without checks or review, because it was killed or ended in between. The agent cannot fix it any more. */
async function settleLeft(run: RunContext): Promise<void> {
  const { verify } = run;
  const red = await verify.judge();
  if (red) await verify.giveUp(red);
  await reviewWork(run, { commit: null, since: undefined });
}

function planners({ planning }: RunPorts): readonly RunAgent[] {
  return planning?.planner ? [planning.planner] : [];
}

function endedBy({ reason: error }: AbortSignal, reason: StopReason): RunEnd {
  return { reason, message: messageOf(error), error };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
