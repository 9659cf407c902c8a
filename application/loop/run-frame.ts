// What every run has around it: it never throws, ends with the store or the claim, and reports its result.
import { totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { forecast } from '../../domain/run/forecast.ts';
import { NOTHING_UNCOMMITTED } from '../../domain/run/run.ts';
import type { StopReason } from '../../domain/run/stop-reason.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { countTasks } from '../session/describe-session.ts';
import { finalReport } from '../session/final-report.ts';
import { summarizeProof } from '../session/proof-summary.ts';
import type { SessionRegistry } from '../session/session-registry.ts';
import { interrupted } from './iterate.ts';
import type { RunPorts, RunRequest } from './run.ts';
import type { IterationReport, RunEnd, RunResult } from './run-result.ts';

/** A run under way. */
export interface CurrentRun {
  readonly request: RunRequest;
  readonly startedAt: number;
  readonly reports: IterationReport[];
  /** Whether its start is recorded. */
  hasStarted: boolean;
  /** The number of the session's last iteration before the run, if the result names those of other processes, too. */
  last?: number;
}

export class RunFrame {
  #current: CurrentRun | undefined;

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly ports: RunPorts,
  ) {}

  /**
   * Runs `work` with a signal that also aborts when the store or the claim is lost. Never throws; the result contains the error. When
   * it resolves, the agents' processes have exited.
   */
  async execute(
    request: RunRequest,
    signal: AbortSignal,
    work: (current: CurrentRun, signal: AbortSignal) => Promise<RunEnd>,
  ): Promise<RunResult> {
    const { clock, agents, planning, logger, storeLost, storeWaits, claimLost } = this.ports;
    const givenUp = new AbortController();
    const stopWatching = storeWaits.onChange((wait) => {
      if (wait.type === 'store-given-up') givenUp.abort(wait.error);
    });
    const startedAt = clock.now().getTime();
    const current: CurrentRun = { request, startedAt, reports: [], hasStarted: false };
    this.#current = current;
    let end: RunEnd;
    try {
      end = await work(current, AbortSignal.any([signal, storeLost, claimLost, givenUp.signal]));
    } catch (error) {
      logger.error('the run failed', { error });
      end = signal.aborted ? interrupted(request) : { reason: 'failed', message: messageOf(error), error };
    } finally {
      stopWatching();
      const planners = planning?.planner ? [planning.planner] : [];
      await Promise.all([...agents, ...planners].map(({ agent }) => agent.stop()));
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

  #report({ request, startedAt, reports, hasStarted, last }: CurrentRun, end: RunEnd): RunResult {
    const { clock, observer } = this.ports;
    const durationMs = clock.now().getTime() - startedAt;
    const { state } = this.sessions.get(request.session);
    // If the run did not start, the state has the usage of the one before it.
    const shares = hasStarted ? state.spent.runShares : [];
    const result = {
      ...end,
      // Those of several workers end in another order than they begin.
      iterations: [...reports, ...reportsOfOthers(state, reports, last)].sort((a, b) => a.number - b.number),
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
}

/** Returns reports of the recorded iterations after `last` that other processes have run. */
function reportsOfOthers(
  { iterations }: SessionState,
  reports: readonly IterationReport[],
  last = Number.POSITIVE_INFINITY,
): IterationReport[] {
  const own = new Set(reports.map(({ number }) => number));
  return iterations.recent.flatMap(
    ({ number, outcome, endedAt, startedAt, files, ...rest }): IterationReport[] => {
      if (number <= last || own.has(number) || outcome === null || endedAt === null) return [];
      const { tasks, usage, commit, summary } = rest;
      const durationMs = Date.parse(endedAt) - Date.parse(startedAt);
      const changed = { filesChanged: [], filesLeftOut: files };
      return [{ number, outcome, reason: '', durationMs, tasks, ...changed, usage, commit, summary }];
    },
  );
}

function endedBy({ reason: error }: AbortSignal, reason: StopReason): RunEnd {
  return { reason, message: messageOf(error), error };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
