// Lets workers of this process join a run that a build has started, on this machine or another one.
import { STOP_REASONS, type StopReason } from '../../../domain/run/stop-reason.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { requireSeveral } from '../../../domain/worker/worker.decider.ts';
import { ConfigError } from '../../errors.ts';
import type { Session } from '../../session/session.ts';
import type { SessionRegistry } from '../../session/session-registry.ts';
import { agentContexts, followSession, runContext } from '../compose-run.ts';
import { CurrentContext } from '../current-context.ts';
import { Introductions } from '../introductions.ts';
import { limitedEnd } from '../limit-end.ts';
import type { RunPorts, RunRequest } from '../run.ts';
import { notice, type RunContext } from '../run-context.ts';
import { type CurrentRun, RunFrame } from '../run-frame.ts';
import type { RunEnd, RunResult } from '../run-result.ts';
import type { Crew } from './crew.ts';
import { RecordedSpec } from './recorded-spec.ts';
import { workTogether } from './work-together.ts';

export class JoinRun {
  readonly #frame: RunFrame;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly ports: RunPorts,
    private readonly crew: Crew,
  ) {
    this.#frame = new RunFrame(sessions, ports);
  }

  /**
   * Works until nothing is left to do, a limit is reached, the run ends, or `signal` aborts. Hooks of the session, planning and the
   * record of the run are up to the build. Never throws; the result contains the error. When it resolves, all agents have exited.
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
    const { sessions, ports, crew } = this;
    const session = sessions.get(request.session);
    const before = await session.refresh();
    requireSeveral(before);
    requireSameVersion(before, session.program);
    const limits = { ...request.limits, iterations: request.iterations };
    const limited = limitedEnd(before, limits);
    if (limited) return limited;
    const ending = new EndOfRun(session);
    const all = AbortSignal.any([signal, ending.signal]);
    const introductions = new Introductions(ports.observer);
    const contexts = agentContexts({ request, ports, sessions, introductions, signal: all });
    const run = runContext({
      ...{ request, ports, session, before, limits, signal: all },
      agent: new CurrentContext(ports.agents, contexts),
      spec: new RecordedSpec(session, request.prompt.spec),
    });
    // What nobody of the workers completes is up to the build.
    run.completionHooks.stop();
    const stopFollowing = followSession(run, session);
    try {
      await requireSame(run, before, crew);
      await crew.trees.prepare();
      await ports.reviewer?.trees.prepare();
      const { commit, notices } = await crew.branch.join(all);
      for (const text of notices) notice(run, 'warning', text);
      current.hasStarted = true;
      const end = await workTogether({ run, session, crew, before, contexts, commit }, reports);
      return signal.aborted ? end : (ending.end ?? end);
    } catch (error) {
      // What was under way when the build ended the run was cut short by that.
      if (ending.end && !signal.aborted) return ending.end;
      throw error;
    } finally {
      ending.stop();
      stopFollowing();
    }
  }
}

/** Throws `ConfigError` if the build runs another version: an event that it does not know would end it. */
function requireSameVersion({ program }: SessionState, own: string | undefined): void {
  if (program === null || program === own) return;
  throw new ConfigError(
    `the build runs iteratr ${program}, and this is iteratr ${own ?? 'of an unknown version'}`,
    {
      remedy: 'use the same version for the build and for all workers',
    },
  );
}

/** Throws `ConfigError` if this process would work on another branch, or accept work that the build would not. */
async function requireSame({ verify, ports }: RunContext, state: SessionState, crew: Crew): Promise<void> {
  const { branch, verifies, reviewRounds } = state;
  const own = await crew.branch.repository();
  if (branch?.repository !== undefined && branch.repository !== own) {
    throw new ConfigError(`the build has the branch ${branch.branch} in another place`, {
      remedy: 'work in the repository of the build, or set `remote` on both machines',
    });
  }
  if (verifies && !verify.isActive) {
    throw new ConfigError('the build runs checks on what is done, and none are configured here', {
      remedy: 'configure `verify` as the build does',
    });
  }
  if (reviewRounds > 0 && !ports.reviewer) {
    throw new ConfigError('the build has a reviewer, and none is configured here', {
      remedy: 'configure `review` as the build does',
    });
  }
}

/** Notices that the build ends the run. */
class EndOfRun {
  readonly #controller = new AbortController();
  #reason: StopReason | undefined;
  readonly stop: () => void;

  constructor(session: Session) {
    this.stop = session.onBatch(({ events }) => {
      const ended = events.find(({ event }) => event.type === 'RunEnded')?.event;
      if (ended?.type !== 'RunEnded') return;
      const { reason } = ended.data;
      this.#reason = reason in STOP_REASONS ? (reason as StopReason) : 'interrupted';
      this.#controller.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** How the run ended; undefined if it has not. */
  get end(): RunEnd | undefined {
    return this.#reason && { reason: this.#reason, message: 'the build has ended the run' };
  }
}
