// The loop: runs iterations until the session is complete or another stop reason applies.
import { latestNumber } from '../../domain/iteration/iteration.state.ts';
import { plansFirst } from '../../domain/plan/planning.ts';
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import { preferredAgent } from '../../domain/run/fallback.ts';
import type { StopReason } from '../../domain/run/stop-reason.ts';
import { INITIAL_STATE, type SessionState } from '../../domain/session/session.state.ts';
import { requireOwnSpec } from '../../domain/session/session-spec.ts';
import { AdapterError, type AdapterErrorCode } from '../errors.ts';
import type { Session } from '../session/session.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { agentLabel } from '../wording/agent-label.ts';
import { causeOf } from './agent-failure.ts';
import { agentContexts, followSession, runContext, verifyWork } from './compose-run.ts';
import type { Crew } from './crew/crew.ts';
import type { CrewOptions } from './crew/crew-member.ts';
import { workAsCrew } from './crew/work-as-crew.ts';
import { CurrentContext } from './current-context.ts';
import { Introductions } from './introductions.ts';
import { iterate } from './iterate.ts';
import { limitedEnd } from './limit-end.ts';
import { planWork } from './plan-work.ts';
import { reviewWork } from './review-work.ts';
import type { RunPorts, RunRequest } from './run.ts';
import type { RunContext } from './run-context.ts';
import { type CurrentRun, RunFrame } from './run-frame.ts';
import type { IterationReport, RunEnd, RunResult } from './run-result.ts';
import { SpecWatch } from './spec-watch.ts';
import type { VerifyWork } from './verify-work.ts';

const STORE_ERRORS: ReadonlySet<AdapterErrorCode> = new Set([
  'STORE.NO_SERVER',
  'STORE.START',
  'STORE.UNREACHABLE',
  'STORE.WRITE',
  'STORE.FULL',
  'STORE.CORRUPT',
]);

export class RunSession {
  readonly #frame: RunFrame;
  readonly #introductions: Introductions;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly ports: RunPorts,
    /** Several workers; undefined in place. */
    private readonly crew?: Crew | undefined,
  ) {
    this.#frame = new RunFrame(sessions, ports);
    this.#introductions = new Introductions(ports.observer);
  }

  /**
   * Runs until the session is complete, a limit is reached, no progress is possible, the agent or the store fails, or `signal`
   * aborts. Never throws; the result contains the error. When it resolves, the agent's process has exited.
   */
  execute(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    return this.#frame.execute(request, signal, (current, ending) => this.#run(current, ending));
  }

  /** Reports the run under way, if any, as interrupted, for a process that ends at once. Records nothing. */
  abandon(): void {
    this.#frame.abandon();
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

    const { sessions, ports } = this;
    const introductions = this.#introductions;
    const contexts = agentContexts({ request, ports, sessions, introductions, signal });
    const agent = new CurrentContext(ports.agents, contexts);
    const base = request.reset ? INITIAL_STATE : before;
    const isReviewed = this.ports.planning?.review !== undefined;
    const planning = plansFirst(request.plan, base, isReviewed) ? this.ports.planning : undefined;
    const planner = planning?.planner
      ? new CurrentContext([planning.planner, ...this.ports.agents.slice(1)], contexts)
      : agent;
    await this.#openFirst(planning ? planner : agent, before);
    await request.reset?.();
    const session = this.sessions.get(request.session);
    const specWatch = new SpecWatch({
      ...{ session, source: ports.specSource, readRequirements: ports.readRequirements },
      ...{ named: request.spec.named, text: request.prompt.spec },
      warn: (message) => ports.observer.notify({ type: 'notice', level: 'warning', message }),
    });
    const run = runContext({
      ...{ request, ports, session, before: base, limits, agent, spec: specWatch, signal },
    });
    const { hooks, completionHooks, verify } = run;
    const { spec, takenFrom, tasksPerIteration } = request;
    const { model } = agent.use;
    const stopFollowing = followSession(run, session);
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
      current.last = latestNumber(base.iterations);
      if (!this.crew) await loseWorkers(session);
      await specWatch.begin(base);
      await this.ports.reviewer?.trees.prepare();
      await hooks.runAndHold('session_start');
      await settleLeft(run);
      const isOnlyPlan = planning !== undefined && request.plan === 'always' && !planning.review;
      if (verify.isActive && !isOnlyPlan && !this.crew) await verify.baseline();
      const planned = planning && (await planWork({ ...run, agent: planner }, planning, reports));
      const end = planned ?? (await this.#work(run, { before, contexts }, reports));
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

  /** Runs the checks of a completed session again, if there are any. Reopens it if one is red. */
  async #isReopened(request: RunRequest, before: SessionState, signal: AbortSignal): Promise<boolean> {
    const session = this.sessions.get(request.session);
    const verify = verifyWork(this.ports, { session, before, signal });
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
