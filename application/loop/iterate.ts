// The loop itself: iteration after iteration, until a stop reason applies.
import { DomainError } from '../../domain/errors.ts';
import { awaitedQuestions } from '../../domain/question/awaited.ts';
import { isReached } from '../../domain/run/limits.ts';
import type { SwitchCause } from '../../domain/run/run.ts';
import { stuckWork } from '../../domain/run/stall.ts';
import {
  afterIteration,
  mayReplaceAgent,
  NO_PROGRESS,
  NOTHING_TO_DO,
  type RunLimits,
  stopAfter,
} from '../../domain/run/stop-reason.ts';
import { interruptedMessage, stopMessage } from '../wording/stop-message.ts';
import { causeOf } from './agent-failure.ts';
import { replaceAgent, returnToPreferred } from './agent-switch.ts';
import { waitForAnswers } from './answer-wait.ts';
import { earlyEnd, untilLimit } from './limit-end.ts';
import { retryDelay } from './retry-policy.ts';
import type { RunRequest } from './run.ts';
import type { RunContext } from './run-context.ts';
import { type IterationEnd, RunIteration } from './run-iteration.ts';
import type { IterationReport, RunEnd } from './run-result.ts';
import { pauseIfAsked, resumeWait, waitToRetry } from './waits.ts';

/** Runs iterations until a stop reason applies, and collects their reports. Throws if the store fails. */
export async function iterate(run: RunContext, reports: IterationReport[]): Promise<RunEnd> {
  const { request, session, agent } = run;
  const limits: RunLimits = request;
  const iteration = new RunIteration(run);
  let progress = NO_PROGRESS;
  await untilLimit(resumeWait(run));
  await untilLimit(waitForAnswers(run));
  const early = completedEnd(run) ?? earlyEnd(run) ?? unansweredEnd(run);
  if (early) {
    await finish(run, iteration);
    return early;
  }
  let last: Pick<IterationEnd, 'report' | 'error'> | undefined;
  while (!run.signal.aborted) {
    await returnToPreferred(run);
    const isTaken = await run.site.take();
    if (run.signal.aborted) break;
    const executed = isTaken ? await unlessLast(iteration.execute()) : undefined;
    if (executed) {
      const { report, error, ...ended } = executed;
      reports.push(report);
      last = { report, error };
      if (report.outcome === 'interrupted') return interrupted(request);
      await untilLimit(run.site.land(iteration));
      // They run in the work tree, which the next claim resets.
      if (run.worker !== undefined) await run.completionHooks.settled();
      progress = afterIteration(progress, { outcome: report.outcome, ...ended });
      const isReplaced =
        mayReplaceAgent(progress, limits) && (await replaceAgent(run, whyFailed(report, error)));
      if (isReplaced) progress = { ...progress, failures: 0, retryable: true };
    }
    const state = await session.refresh();
    // Limits count the iterations of all workers.
    progress = { ...progress, iterations: state.spent.runIterations };
    let used = run.limits.used(agent.use);
    let stop = stopAfter(state, progress, limits, used);
    if (stop?.cause === 'stuck' && (await blockStuckTask(run))) {
      stop = stopAfter(session.state, progress, limits, used);
    }
    if (stop?.cause === 'unanswered') {
      // The context stays open for a last message, in case nobody answers.
      await untilLimit(waitForAnswers(run));
      if (run.signal.aborted) break;
      used = run.limits.used(agent.use);
      stop = stopAfter(session.state, progress, limits, used);
    }
    if (!stop && !executed) stop = NOTHING_TO_DO;
    if (!stop) {
      await agent.close();
      await untilLimit(rest(run, progress.failures));
      if (run.signal.aborted) break;
      used = run.limits.used(agent.use);
      // A limit may have been reached during the wait. What the user changed meanwhile is for the next iteration.
      if (used.uses.some(isReached)) stop = stopAfter(state, progress, limits, used);
    }
    if (stop) {
      const reset = request.reset !== undefined;
      const lastReason = last?.report.reason ?? '';
      const message = stopMessage(stop.cause, {
        state: session.state,
        progress,
        limits,
        reset,
        lastReason,
        used,
      });
      await finish(run, iteration);
      return { reason: stop.reason, message, ...(stop.cause === 'failures' && { error: last?.error }) };
    }
  }
  return interrupted(request);
}

/** Returns how the iteration ended; undefined if it did not start, because another worker has started the last one that a limit allows. */
async function unlessLast(executed: Promise<IterationEnd>): Promise<IterationEnd | undefined> {
  try {
    return await executed;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'ITERATION.LIMIT') return undefined;
    throw error;
  }
}

/** Pauses if the user wants it, and waits after a failure, no longer than until the time limit. */
export async function rest(run: RunContext, failures: number): Promise<void> {
  await pauseIfAsked(run);
  if (failures > 0) await waitToRetry(run, retryDelay(failures, run.ports.random()));
}

/** Ends the run; without `iteration`, one that only planned. Hooks of tasks completed meanwhile, also in reply to the last message, run before `session_end`. */
export async function finish(
  { completionHooks, hooks, agent, worker, site }: RunContext,
  iteration?: RunIteration,
): Promise<void> {
  await completionHooks.settled();
  if (iteration && !hooks.held.isEmpty)
    await untilLimit(site.landReply(iteration, () => iteration.sendLastMessage()));
  await agent.close();
  await completionHooks.settled();
  // The hooks of the session run once, in the user's work tree.
  if (worker !== undefined) return;
  await hooks.run('session_end');
  await completionHooks.settled();
}

/** Blocks the task that is stuck, so that the next ready one is taken. Returns whether there was one. */
async function blockStuckTask({ session, request }: RunContext): Promise<boolean> {
  const stuck = stuckWork(session.state.stall, request.stallAfter);
  if (!stuck || stuck.task === null) return false;
  await session.execute({ type: 'BlockTask', id: stuck.task, reason: stuck.reason }, 'loop');
  return true;
}

/** Returns the end of a run that has nothing to do, because what an earlier one left completes the session; undefined if it has. */
function completedEnd({ session, request }: RunContext): RunEnd | undefined {
  if (!session.state.completed) return undefined;
  const reset = request.reset !== undefined;
  const nothing = { progress: NO_PROGRESS, lastReason: '', used: { uses: [] } };
  const message = stopMessage('complete', { state: session.state, limits: request, reset, ...nothing });
  return { reason: 'complete', message };
}

/** Returns the end of a run that has nothing to do before its first iteration, because an answer is missing; undefined if it has. */
export function unansweredEnd({ session, request, signal }: RunContext): RunEnd | undefined {
  if (signal.aborted || awaitedQuestions(session.state).length === 0) return undefined;
  const reset = request.reset !== undefined;
  const nothing = { progress: NO_PROGRESS, lastReason: '', used: { uses: [] } };
  const message = stopMessage('unanswered', { state: session.state, limits: request, reset, ...nothing });
  return { reason: 'waiting_for_answer', message };
}

/** Says why another agent replaces one that failed. */
export function whyFailed(
  { reason }: IterationReport,
  error: unknown,
): { cause: SwitchCause; reason: string } {
  const cause = causeOf(error) ?? (reason === 'refusal' ? 'refusal' : 'failures');
  return { cause, reason };
}

/** Returns the end of a run that the user or a signal ended. */
export function interrupted({ reset }: RunRequest): RunEnd {
  return { reason: 'interrupted', message: interruptedMessage(reset !== undefined) };
}
