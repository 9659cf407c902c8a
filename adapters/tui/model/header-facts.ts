// The facts that the header and the status line show, in words: how far the run is, and how much it has used.
import { agentLabel } from '../../../application/wording/agent-label.ts';
import { formatCost, formatTokens } from '../../../application/wording/count.ts';
import { formatTimeRange } from '../../../application/wording/forecast-wording.ts';
import { shortLimitUse } from '../../../application/wording/limit-wording.ts';
import { runningIteration } from '../../../domain/iteration/iteration.state.ts';
import { addUsage } from '../../../domain/iteration/iteration-usage.ts';
import { forecast } from '../../../domain/run/forecast.ts';
import { limitUses } from '../../../domain/run/limit-uses.ts';
import { isNear, type LimitUse } from '../../../domain/run/limits.ts';
import type { SessionState } from '../../../domain/session/session.state.ts';
import { findTask } from '../../../domain/task/task.state.ts';
import type { Task } from '../../../domain/task/task.ts';
import { claimedBy } from '../../../domain/worker/worker.state.ts';
import type { AppModel } from './app-model.ts';
import { unrecordedUsage } from './desks.ts';
import { orderedTasks } from './lists.ts';

/** A fact in words, the whole and a shorter one. */
export interface Fact {
  readonly text: string;
  readonly short: string;
  /** Whether a limit comes near. */
  readonly isNear: boolean;
}

/** Returns the number of the iteration: `#4 of 20`, or `#4` without a limit; undefined before the first one. */
export function iterationFact({ session, now }: AppModel): Fact | undefined {
  const { last } = session.iterations;
  if (last === 0) return undefined;
  const use = tightest(limitUses(session.limits, session, now), 'iterations');
  if (!use) return { text: `#${last}`, short: `#${last}`, isNear: false };
  // A session counts on over its runs, the limit of a run does not.
  const end = last - use.used + use.limit;
  return { text: `#${last} of ${end}`, short: `#${last}`, isNear: false };
}

/** Returns what the session has cost: `$0.97 of $5`, or `$0.97`; undefined if nothing is known. */
export function costFact(model: AppModel): Fact | undefined {
  const { session, now } = model;
  const running = unrecordedUsage(model);
  const cost = formatCost(addUsage(session.usage, running));
  const use = tightest(limitUses(session.limits, session, now, running), 'cost');
  if (use) return { text: shortLimitUse(use), short: cost || shortLimitUse(use), isNear: isNear(use) };
  return cost === '' ? undefined : { text: cost, short: cost, isNear: false };
}

/** Returns the tokens of the session; '' if they are not known. */
export function tokensFact(model: AppModel): string {
  return formatTokens(addUsage(model.session.usage, unrecordedUsage(model)));
}

/** Returns what the open tasks still need, while somebody works on them: `~18–25 min left`; '' if it is not known. */
export function forecastFact({ session, surroundings, result }: AppModel): string {
  const expected = result || surroundings.mode === 'finished' ? null : forecast(session);
  return expected ? `~${formatTimeRange(expected.workMs)} left` : '';
}

/** Returns agent, mode, model (without its provider) and the agent they replace, as far as it is known. */
export function agentFact({ agent, session }: AppModel): string {
  const iteration = runningIteration(session.iterations) ?? session.iterations.recent.at(-1);
  const name = agent.name || (iteration?.agent ? agentLabel(iteration.agent) : '');
  const mode = agent.mode === null ? '' : ` (${agent.mode})`;
  const model = (iteration?.model || session.model || '').replace(/^.*\//, '');
  const [absent] = session.absentAgents;
  const instead = absent ? `instead of ${agentLabel(absent.agent)}` : '';
  return [name === '' ? '' : `${name}${mode}`, model, instead].filter(Boolean).join(' · ');
}

/** Returns the task that is worked on, or whose checks run, and since when; undefined for none. */
export function currentWork({
  session,
  shown,
}: AppModel): { readonly task: Task; readonly since: number | null } | undefined {
  const iteration = runningIteration(session.iterations);
  const [claimed] = shown === null ? [] : claimedBy(session, shown);
  const first = claimed === undefined ? orderedTasks(session.tasks)[0] : findTask(session.tasks, claimed);
  const task = first?.status === 'in_progress' ? first : iteration && taskInChecks(session);
  if (!task) return undefined;
  return { task, since: iteration ? Date.parse(iteration.startedAt) : null };
}

/** Returns the last task that its agent has completed and its checks have not accepted yet. */
function taskInChecks({ tasks, proof }: SessionState): Task | undefined {
  const id = proof.pending.at(-1);
  return id && findTask(tasks, id);
}

/** Returns the use of the limit of a kind that is closest to its end. */
function tightest(uses: readonly LimitUse[], kind: LimitUse['kind']): LimitUse | undefined {
  const part = ({ used, limit }: LimitUse): number => used / limit;
  return uses.filter((use) => use.kind === kind).sort((a, b) => part(b) - part(a))[0];
}
