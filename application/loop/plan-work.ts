// Plans before the work: lets the planner make the tasks, says what they do not cover, and lets the user review the plan.
import { awaitedQuestions } from '../../domain/question/awaited.ts';
import { afterIteration, mayReplaceAgent, NO_PROGRESS } from '../../domain/run/stop-reason.ts';
import { coverageLines, coveredCount, summarizeCoverage } from '../session/coverage-summary.ts';
import { countTasks } from '../session/describe-session.ts';
import { plural } from '../wording/count.ts';
import { stopMessage } from '../wording/stop-message.ts';
import { replaceAgent } from './agent-switch.ts';
import { waitForAnswers } from './answer-wait.ts';
import { finish, interrupted, rest, unansweredEnd, whyFailed } from './iterate.ts';
import { earlyEnd, untilLimit } from './limit-end.ts';
import { runPlanIteration } from './plan-iteration.ts';
import { hasTasks } from './plan-turns.ts';
import type { Planning } from './planning.ts';
import { notice, type RunContext } from './run-context.ts';
import type { IterationReport, RunEnd } from './run-result.ts';
import { resumeWait } from './waits.ts';

/**
 * Makes the plan, in the context of `run`, and lets the user review it. Returns the end of the run, undefined if the work begins.
 * Throws if the store fails.
 */
export async function planWork(
  working: RunContext,
  planning: Planning,
  reports: IterationReport[],
): Promise<RunEnd | undefined> {
  const run = planning.planner ? withTools(working, planning.planner.tools) : working;
  const { request, session } = run;
  await run.spec.look('user');
  const found = await planning.readRequirements(run.spec.text);
  const { events } = await session.execute({ type: 'RecordRequirements', found }, 'loop');
  const isMade = session.state.plan.phase === 'made' && (request.plan === 'once' || events.length === 0);
  // A plan that waits for its review is not made again.
  if (!(isMade && planning.review && hasTasks(session.state.tasks))) {
    const end = await makePlan(run, planning, reports);
    if (end) return end;
  }
  const end = await reviewed(run, planning);
  if (end) await finish(run);
  else await run.agent.close();
  return end;
}

function withTools(run: RunContext, tools: string): RunContext {
  const { request } = run;
  return { ...run, request: { ...request, prompt: { ...request.prompt, tools } } };
}

/** Runs planning iterations until one reaches its end. Returns the end of the run if there is no plan. */
async function makePlan(
  run: RunContext,
  { template }: Planning,
  reports: IterationReport[],
): Promise<RunEnd | undefined> {
  const { request, session, agent } = run;
  let progress = NO_PROGRESS;
  if (session.state.wait?.agent === agent.use.agent) await untilLimit(resumeWait(run));
  while (!run.signal.aborted) {
    const early = earlyEnd(run);
    if (early) return ended(run, early);
    const { report, error, retryable, isCut } = await runPlanIteration(run, template);
    reports.push(report);
    if (report.outcome === 'interrupted') break;
    const limited = isCut ? earlyEnd(run) : undefined;
    if (limited) return ended(run, limited);
    if (report.outcome === 'finished') {
      const state = await session.refresh();
      if (hasTasks(state.tasks)) return planMade(run);
      if (awaitedQuestions(state).length === 0) return ended(run, noTasks());
      await agent.close();
      await untilLimit(waitForAnswers(run));
      const unanswered = unansweredEnd(run);
      if (unanswered) return ended(run, unanswered);
      continue;
    }
    progress = afterIteration(progress, { outcome: 'failed', retryable });
    const isReplaced =
      mayReplaceAgent(progress, request) && (await replaceAgent(run, whyFailed(report, error)));
    if (isReplaced) progress = { ...progress, failures: 0, retryable: true };
    if (progress.failures >= request.maxFailures || (progress.failures > 0 && !progress.retryable)) {
      const reset = request.reset !== undefined;
      const stopped = { state: session.state, progress, limits: request, reset, used: { uses: [] } };
      const message = stopMessage('failures', { ...stopped, lastReason: report.reason });
      return ended(run, { reason: 'failed', message: `planning failed: ${message}`, error });
    }
    await agent.close();
    await untilLimit(rest(run, progress.failures));
  }
  return interrupted(request);
}

async function planMade(run: RunContext): Promise<undefined> {
  const { state } = await run.session.execute({ type: 'EndPlanning' }, 'loop');
  const summary = summarizeCoverage(state);
  if (!summary || summary.uncovered.length + summary.leftOut === 0) return;
  const [, ...lines] = coverageLines(summary);
  for (const line of lines) notice(run, 'warning', `the plan leaves out ${line.trim()}`);
}

/** Lets the user review the plan, if there is a terminal. Returns the end of the run unless the work begins. */
async function reviewed(run: RunContext, { review }: Planning): Promise<RunEnd | undefined> {
  const { request, session, signal, agent } = run;
  const again = review
    ? 'run again to review it and start the work'
    : 'run again without --plan to start the work';
  if (!review) return request.plan === 'always' ? plannedEnd(run, again) : undefined;
  await agent.close();
  await session.execute({ type: 'BeginPlanReview' }, 'loop');
  const decision = await review(signal);
  if (signal.aborted) return interrupted(request);
  await session.refresh();
  if (decision === 'left') return plannedEnd(run, again);
  await session.execute({ type: 'ApprovePlan' }, 'user');
  return undefined;
}

function plannedEnd({ session }: RunContext, again: string): RunEnd {
  const { open } = countTasks(session.state);
  const covered = coveredCount(session.state);
  return { reason: 'planned', message: `the plan has ${plural(open, 'open task')}${covered}; ${again}` };
}

function noTasks(): RunEnd {
  return {
    reason: 'no_progress',
    message:
      'the planner added no tasks, although it was asked twice; say more in the spec, choose another agent for roles.plan, or add tasks with `iteratr tool task-add`',
  };
}

async function ended(run: RunContext, end: RunEnd): Promise<RunEnd> {
  await finish(run);
  return end;
}
