// Runs one planning iteration from its start to its end and records its outcome.
import { changedFiles } from '../../domain/iteration/changed-files.ts';
import { latestNumber } from '../../domain/iteration/iteration.state.ts';
import { totalUsage } from '../../domain/iteration/iteration-usage.ts';
import { listed } from '../../domain/listed.ts';
import { AdapterError } from '../errors.ts';
import type { AgentEvent } from '../ports/agent.port.ts';
import type { PromptTemplate } from '../ports/prompt-template.port.ts';
import { plainLine } from '../wording/plain-text.ts';
import { causeOf } from './agent-failure.ts';
import type { TurnsEnd } from './iteration-turns.ts';
import { LimitReached } from './limit-watch.ts';
import { PlanTurns } from './plan-turns.ts';
import { notice, type RunContext } from './run-context.ts';
import type { IterationReport } from './run-result.ts';

export interface PlanIterationEnd {
  readonly report: IterationReport;
  /** Whether a limit cut the planning short. */
  readonly isCut: boolean;
  /** Whether another iteration can succeed after this one failed. */
  readonly retryable: boolean;
  readonly error?: unknown;
}

/** Lets the agent of the run make the plan. Keeps its context open. Throws only if the store fails. */
export async function runPlanIteration(run: RunContext, template: PromptTemplate): Promise<PlanIterationEnd> {
  const { session, request, ports, limits, agent } = run;
  const startedAt = ports.clock.now().getTime();
  const since = await ports.workTree.capture();
  run.uncommitted.begin(since);
  const { state } = await session.execute({ type: 'StartIteration', ...agent.use, planning: true }, 'loop');
  const number = latestNumber(state.iterations);
  const meter = limits.meter('plan');
  const observe = (event: AgentEvent): void => {
    if (!agent.current) return;
    meter.add(event, agent.current, agent.use);
    if (event.type === 'context-usage' || event.type === 'turn-ended') limits.look();
  };
  const limit = request.iterationTimeoutMs;
  const deadline = limit === 0 ? undefined : startedAt + limit;
  let isCut = false;
  const turns = new PlanTurns(run, template, { iteration: number, observe, deadline });
  const turn = await turns.play().catch((error: unknown): TurnsEnd => {
    if (!(error instanceof LimitReached)) throw error;
    isCut = true;
    return { outcome: 'finished', reason: error.message };
  });
  const changes = await ports.workTree.changedSince(since);
  const { outcome, reason } = turn;
  const cause = causeOf(turn.error);
  const ended = { outcome, reason, ...(cause && { cause }) };
  const shares = meter.shares();
  await session.execute({ type: 'EndIteration', ...ended, shares, filesChanged: changes.files }, 'loop');
  limits.recorded(meter);
  await run.spec.look('unknown');
  if (changes.files.length > 0) {
    const files = listed(changes.files.map((file) => plainLine(file, 200)));
    notice(run, 'warning', `the planner changed files, which is no work and is not committed: ${files}`);
  }
  const { files: filesChanged, leftOut: filesLeftOut } = changedFiles(changes.files);
  return {
    report: {
      ...{ number, ...ended, usage: totalUsage(shares), filesChanged, filesLeftOut },
      ...{ durationMs: ports.clock.now().getTime() - startedAt, tasks: [], commit: null, summary: null },
    },
    isCut,
    retryable: !(turn.error instanceof AdapterError) || turn.error.retryable,
    error: turn.error,
  };
}
