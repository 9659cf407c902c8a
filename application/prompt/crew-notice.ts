// Tells an agent that it is one of several workers: its task, and who works on what.
import type { SessionState } from '../../domain/session/session.state.ts';
import { findTask } from '../../domain/task/task.state.ts';
import type { TaskId } from '../../domain/task/task.ts';
import { claimedBy } from '../../domain/worker/worker.state.ts';
import type { WorkerName } from '../../domain/worker/worker.ts';
import { fileNames } from '../wording/declared-files.ts';

/** In characters, of each task of another worker. */
const TASK_LENGTH = 200;

/** Returns the lines before the tasks. `state`: as the worker sees it. */
export function crewNotice(state: SessionState, worker: WorkerName): readonly string[] {
  const [own] = claimedBy(state, worker);
  const others = state.claims.filter((claim) => claim.worker !== worker);
  return [
    `You are ${worker}, one of ${state.workers.length} workers of this session, in a git work tree of your own.`,
    own === undefined
      ? 'No task is ready. Add the tasks that are missing, or complete the session if everything in the spec is done. Name in `files` what each new task will touch, as far as you know: tasks that touch the same files are then kept apart.'
      : `Your task is ${own}. Leave the tasks of the other workers alone, and what belongs to them.`,
    ...others.map(({ task, worker: other }) => `- ${other} works on ${task}: ${wordsOf(state, task)}`),
    'When you end your turn, iteratr commits your work and merges it; do not merge, push or change branches.',
    '',
  ];
}

function wordsOf({ tasks }: SessionState, id: TaskId): string {
  const task = findTask(tasks, id);
  const content = (task?.content ?? '').replaceAll('\n', ' ');
  const what = content.length > TASK_LENGTH ? `${content.slice(0, TASK_LENGTH)}…` : content;
  return task && task.files.length > 0 ? `${what} (touches ${fileNames(task.files)})` : what;
}
