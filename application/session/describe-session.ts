// Describes tasks and notes in words, with the same text in prompts, in answers of the tools and in the log.
import { listed } from '../../domain/listed.ts';
import type { Note } from '../../domain/note/note.ts';
import { coveredBy, type PlanState } from '../../domain/plan/plan.state.ts';
import { isJudged, isReviewed, type ProofState, proofOfTask } from '../../domain/proof/proof.state.ts';
import { NO_QUESTIONS, type QuestionState } from '../../domain/question/question.state.ts';
import type { Stall } from '../../domain/run/stall.ts';
import type { SessionState } from '../../domain/session/session.state.ts';
import { unsatisfiedDependencies } from '../../domain/task/dependency-graph.ts';
import type { TaskList } from '../../domain/task/task.state.ts';
import {
  isOpenStatus,
  STATUS_ORDER,
  TASK_STATUSES,
  type Task,
  type TaskId,
  type TaskStatus,
  taskNumber,
} from '../../domain/task/task.ts';
import { openTasksInOrder } from '../../domain/task/task-order.ts';
import { fileNames } from '../wording/declared-files.ts';
import { awaitedBy, questionLines } from './describe-questions.ts';

/** Describes a task, and what was asked about it on further lines: `TAS-3 [P2] Write the tests (waits for TAS-1)`. */
export function describeTask(
  task: Task,
  list: TaskList,
  {
    questions = NO_QUESTIONS,
    proof,
    stall,
    plan,
  }: Pick<TaskListing, 'questions' | 'proof' | 'stall' | 'plan'> = {},
): string {
  const waits = unsatisfiedDependencies(list, task);
  const open = task.status === 'blocked' ? awaitedBy(task, questions) : [];
  const stuck = stall?.blocked.find(({ id }) => id === task.id);
  const done = task.dependsOn.filter((id) => !waits.includes(id));
  const covers = plan ? coveredBy(plan, task.id) : [];
  const remarks = [
    ...(waits.length > 0 ? [`waits for ${listed(waits)}`] : []),
    ...(open.length > 0 ? [`waits for the answer to ${listed(open)}`] : []),
    ...(stuck ? [stuck.reason] : []),
    ...(done.length > 0 ? [`after ${listed(done)}, done`] : []),
    ...(covers.length > 0 ? [`covers ${listed(covers)}`] : []),
    ...(task.files.length > 0 ? [`touches ${fileNames(task.files)}`] : []),
    ...(proof && isJudged(proof) && task.status === 'completed' ? proofRemarks(task.id, proof) : []),
  ];
  const suffix = remarks.length > 0 ? ` (${remarks.join('; ')})` : '';
  const line = `${task.id} [P${task.priority}] ${indented(task.content)}${suffix}`;
  return [line, ...questionLines(task, questions)].join('\n');
}

function proofRemarks(id: TaskId, proof: ProofState): readonly string[] {
  return [proofOfTask(proof, id), ...(isReviewed(proof, id) ? ['reviewed'] : [])];
}

export interface TaskListing {
  /** Shows only tasks with this status. */
  readonly only?: TaskStatus | undefined;
  /** Maximum number of completed and of cancelled tasks to show, the latest ones; shows all if absent. */
  readonly done?: number;
  /** Maximum number of open tasks to show whole, the next ones; of the others, the ids. Shows all if absent. */
  readonly open?: number;
  /** Maximum number of characters of the open tasks that are shown whole, and of each group of others; at least one is. */
  readonly characters?: number;
  /** What was asked about the tasks. */
  readonly questions?: QuestionState | undefined;
  /** The command that shows all. */
  readonly all?: string;
  /** Adds the proof to completed tasks. Adds nothing if absent, or if nothing was judged. */
  readonly proof?: ProofState | undefined;
  /** Why tasks are blocked. */
  readonly stall?: Stall | undefined;
  /** Adds the requirements that the tasks cover. */
  readonly plan?: PlanState | undefined;
}

/** Maximum number of ids and ranges of ids that stand for tasks that are not shown whole. */
const RANGES_SHOWN = 50;

/** Lists tasks grouped by status, each group with its size. */
export function describeTasks(
  list: TaskList,
  {
    only,
    done = Number.POSITIVE_INFINITY,
    open,
    characters = Number.POSITIVE_INFINITY,
    all = 'task-list',
    proof,
    questions,
    stall,
    plan,
  }: TaskListing = {},
): string {
  const groups = tasksByStatus(list);
  const next = open === undefined ? undefined : openTasksInOrder(list).slice(0, open);
  const whole = next && new Set(firstFitting(next, characters, contentOf));
  const lines = STATUS_ORDER.filter((status) => only === undefined || status === only).flatMap((status) => {
    const tasks = groups[status];
    if (tasks.length === 0) return [];
    const head = `${status} (${tasks.length})`;
    const lineOf = (task: Task): string => `- ${describeTask(task, list, { questions, proof, stall, plan })}`;
    if (isOpenStatus(status)) {
      const others = tasks.filter((task) => whole && !whole.has(task));
      const shown = tasks.filter((task) => !whole || whole.has(task));
      const rest =
        others.length === 0 ? [] : [`- … ${others.length} more: ${idRanges(others)} (${all} shows all)`];
      return [head, ...shown.map(lineOf), ...rest];
    }
    const latest = tasks.slice(-Math.min(done, tasks.length)).reverse();
    const shown = firstFitting(latest, characters, contentOf).reverse();
    const left = tasks.length - shown.length;
    const before = left === 0 ? [] : [`- … ${left} earlier ones (${all} shows all)`];
    return [head, ...before, ...shown.map(lineOf)];
  });
  if (lines.length > 0) return lines.join('\n');
  return only === undefined ? 'no tasks yet' : `no ${only} tasks`;
}

function contentOf({ content }: Task): string {
  return content;
}

/** Returns the first items whose texts together have no more than this many characters, at least one. */
export function firstFitting<Item>(
  items: readonly Item[],
  characters: number,
  textOf: (item: Item) => string,
): Item[] {
  let size = 0;
  const end = items.findIndex((item, index) => {
    size += textOf(item).length;
    return size > characters && index > 0;
  });
  return items.slice(0, end < 0 ? items.length : end);
}

/** Returns the ids in order, those without a gap as a range: `TAS-3 to TAS-9, TAS-12`. */
function idRanges(tasks: readonly Task[]): string {
  const ranges: { readonly first: TaskId; last: TaskId }[] = [];
  for (const { id } of tasks) {
    const range = ranges.at(-1);
    if (range && taskNumber(range.last) + 1 === taskNumber(id)) range.last = id;
    else ranges.push({ first: id, last: id });
  }
  return listed(
    ranges.map(({ first, last }) => (first === last ? first : `${first} to ${last}`)),
    RANGES_SHOWN,
  );
}

function tasksByStatus(list: TaskList): Record<TaskStatus, Task[]> {
  const groups = Object.fromEntries(TASK_STATUSES.map((s) => [s, [] as Task[]])) as Record<
    TaskStatus,
    Task[]
  >;
  for (const task of list.tasks.values()) groups[task.status].push(task);
  return groups;
}

/** Describes a note: `NOT-2 [tip] (iteration 3) Run the linter first`. */
export function describeNote(note: Note): string {
  const where = note.iteration === null ? '' : ` (iteration ${note.iteration})`;
  return `${note.id} [${note.type}]${where} ${indented(note.content)}`;
}

/** Explains on one line why no task is ready. */
export function describeStandstill({
  tasks: list,
  questions,
  stall,
}: Pick<SessionState, 'tasks' | 'questions' | 'stall'>): string {
  const { in_progress, remaining, blocked } = tasksByStatus(list);
  const reasons = [
    ...in_progress.map((task) => `${task.id} is in progress`),
    ...blocked.map((task) => {
      const open = awaitedBy(task, questions);
      if (open.length > 0) return `${task.id} waits for the answer to ${listed(open)}`;
      const why = stall.blocked.find(({ id }) => id === task.id)?.reason;
      return `${task.id} is blocked${why === undefined ? '' : ` (${why})`}`;
    }),
    ...remaining.map((task) => `${task.id} waits for ${listed(unsatisfiedDependencies(list, task))}`),
  ];
  if (reasons.length === 0) return list.tasks.size === 0 ? 'there are no tasks yet' : 'every task is done';
  const more = reasons.length > 10 ? ` and ${reasons.length - 10} more` : '';
  return reasons.slice(0, 10).join('; ') + more;
}

/** Counts the tasks. Cancelled tasks are neither completed nor open. */
export function countTasks({ tasks }: SessionState): { total: number; completed: number; open: number } {
  const groups = tasksByStatus(tasks);
  const done = groups.completed.length + groups.cancelled.length;
  return { total: tasks.tasks.size, completed: groups.completed.length, open: tasks.tasks.size - done };
}

/** Indents all lines but the first, so that only items start at the beginning of a line. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
