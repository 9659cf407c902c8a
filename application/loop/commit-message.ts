// Writes the git commit message of an iteration: its main task, its summary, and trailers with session, iteration and tasks.
import type { Iteration } from '../../domain/iteration/iteration.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import type { SessionName } from '../../domain/session/session-name.ts';
import { findTask } from '../../domain/task/task.state.ts';
import { type TaskId, taskNumber } from '../../domain/task/task.ts';
import { plainText } from '../wording/plain-text.ts';

const SUBJECT_LENGTH = 72;

/**
 * Returns the commit message. The subject is the first completed task of the iteration, else its first task, else its summary.
 */
export function commitMessage(session: SessionName, iteration: Iteration, state: SessionState): string {
  const tasks = iteration.tasks.flatMap((id) => findTask(state.tasks, id) ?? []);
  const main = tasks.find((task) => task.status === 'completed') ?? tasks[0];
  const returned = tasks.filter(({ id }) => isReturned(state, id));
  const trailers = [
    `Iteratr-Session: ${session}`,
    `Iteratr-Iteration: ${iteration.number}`,
    ...tasks.map((task) => `Iteratr-Task: ${task.id}`),
    ...returned.map(({ id }) => `Iteratr-Unverified: ${id}`),
  ];
  const mark = returned.length > 0 ? `Unverified: ${returned.map(({ id }) => id).join(', ')} ` : '';
  const subject = shortened(
    mark + (main?.content ?? iteration.summary ?? `Iteration ${iteration.number} of ${session}`),
  );
  const summary = iteration.summary === null ? [] : [plainText(iteration.summary)];
  return [subject, ...summary, trailers.join('\n')].join('\n\n');
}

/** Whether the task's work is in the commit, but its checks refused it. */
function isReturned({ proof, tasks }: SessionState, id: TaskId): boolean {
  const record = proof.records.get(taskNumber(id));
  return record !== undefined && record.reason !== '' && findTask(tasks, id)?.status !== 'completed';
}

/** Returns the first line, cut between words if it is too long. */
function shortened(text: string): string {
  const line = plainText(text).trim().split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= SUBJECT_LENGTH) return line;
  const cut = line.slice(0, SUBJECT_LENGTH - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > SUBJECT_LENGTH / 2 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
