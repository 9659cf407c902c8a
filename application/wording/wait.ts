// Words a wait for a provider or for the user, for the places that show it while it lasts.
import { listed } from '../../domain/listed.ts';
import type { QuestionState } from '../../domain/question/question.state.ts';
import { FAILURE_CAUSE } from '../../domain/run/failure-cause.ts';
import type { Wait } from '../../domain/run/run.ts';
import { agentLabel } from './agent-label.ts';
import { formatDuration } from './duration.ts';
import { localTime } from './local-time.ts';

/** Returns how long the wait still takes, when it ends and why; '' if its end has passed. */
export function waitStatus({ until, agent, cause }: Wait, now: Date): string {
  const end = new Date(until);
  const left = end.getTime() - now.getTime();
  if (left <= 0) return '';
  return `${formatDuration(left)} until ${localTime(end, now)}, ${agentLabel(agent)}: ${FAILURE_CAUSE[cause].wording}`;
}

/** Returns for which answers a run waits, how long at most, and until when; '' if that time has passed. */
export function answerWaitStatus({ ids, until }: NonNullable<QuestionState['wait']>, now: Date): string {
  const what = `answer to ${listed(ids, 1)}`;
  if (until === null) return what;
  const end = new Date(until);
  const left = end.getTime() - now.getTime();
  return left <= 0 ? '' : `${what}, ${formatDuration(left)} until ${localTime(end, now)}`;
}
