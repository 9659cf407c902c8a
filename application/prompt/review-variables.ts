// Builds the variables of a review's template from the session's state.
import { CHECK_OUTCOME_WORDING } from '../../domain/proof/verdict.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { findTask } from '../../domain/task/task.state.ts';
import { type TaskId, taskNumber } from '../../domain/task/task.ts';
import type { ReviewVariables } from '../ports/prompt-template.port.ts';
import { describeTask } from '../session/describe-session.ts';
import { plural } from '../wording/count.ts';
import type { PromptContext } from './prompt-variables.ts';

/** Characters of a summary, which can be long. */
const SUMMARY_LENGTH = 8_000;

export interface ReviewContext
  extends Pick<PromptContext, 'session' | 'spec' | 'extra' | 'tools' | 'binary'> {
  readonly ids: readonly TaskId[];
  readonly changes: string;
}

export function reviewVariables(
  state: SessionState,
  { session, spec, extra, tools, binary, ids, changes }: ReviewContext,
): ReviewVariables {
  const { tasks, questions, proof, iterations } = state;
  const reviewed = ids.flatMap((id) => findTask(tasks, id) ?? []);
  const records = ids.flatMap((id) => proof.records.get(taskNumber(id)) ?? []);
  const summary = iterations.recent.at(-1)?.summary ?? '';
  return {
    ...{ session, spec, extra, tools, binary, changes },
    tasks: reviewed.map((task) => `- ${describeTask(task, tasks, { questions })}`).join('\n'),
    summary: summary.length > SUMMARY_LENGTH ? `${summary.slice(0, SUMMARY_LENGTH)}…` : summary,
    checks: proof.checks
      .map(({ command, outcome }) => `- ${command} ${CHECK_OUTCOME_WORDING[outcome]}`)
      .join('\n'),
    returns: records
      .filter(({ returns }) => returns > 0)
      .map(
        ({ id, returns, reason }) =>
          `- ${id} (${plural(returns, 'time')}), last: ${reason.replaceAll('\n', '\n  ')}`,
      )
      .join('\n'),
  };
}
